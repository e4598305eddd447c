# The notebook as a task that starts with the machine, under a user who is no administrator.
# Nothing is changed or restarted where the task of this very description runs already.
$user = Get-LocalUser -Name $userName -ErrorAction SilentlyContinue
if ($null -eq $user) {
    # Nobody ever logs on with it: the task needs no password, and nobody keeps this one.
    $bytes = New-Object byte[] 48
    $random = [Security.Cryptography.RandomNumberGenerator]::Create()
    $random.GetBytes($bytes)
    $password = New-Object Security.SecureString
    foreach ($letter in ('Aa1-' + [Convert]::ToBase64String($bytes)).ToCharArray()) {
        $password.AppendChar($letter)
    }
    $new = @{
        Name                     = $userName
        Password                 = $password
        Description              = 'Runs the Kumonote notebook'
        AccountNeverExpires      = $true
        PasswordNeverExpires     = $true
        UserMayNotChangePassword = $true
    }
    $user = New-LocalUser @new
}
$sid = $user.SID
try {
    Add-LocalGroupMember -SID 'S-1-5-32-545' -Member $user
} catch [Microsoft.PowerShell.Commands.MemberExistsException] {
    $null = 'it is one of the users already'
}

# Tasks of users who are not administrators need the right to log on as a batch job.
$rights = Join-Path -Path $folder -ChildPath 'rights.inf'
$database = Join-Path -Path $folder -ChildPath 'rights.sdb'
try {
    & secedit.exe /export /areas USER_RIGHTS /cfg $rights | Out-Null
    if ($LASTEXITCODE -ne 0) {
        throw "secedit /export ended with $LASTEXITCODE"
    }
    $line = @(Get-Content -LiteralPath $rights | Where-Object { $_ -match '^SeBatchLogonRight\s*=' })
    $holders = @()
    if ($line.Count -gt 0) {
        $holders = @($line[0].Split('=')[1].Split(',') | ForEach-Object { $_.Trim() } | Where-Object { $_ -ne '' })
    }
    if ($holders -notcontains "*$($sid.Value)") {
        $holders += "*$($sid.Value)"
        $policy = @(
            '[Unicode]', 'Unicode=yes', '[Version]', 'signature="$CHICAGO$"', 'Revision=1',
            '[Privilege Rights]', ('SeBatchLogonRight = ' + ($holders -join ',')))
        Set-Content -LiteralPath $rights -Value $policy -Encoding Unicode
        & secedit.exe /configure /db $database /cfg $rights /areas USER_RIGHTS /quiet | Out-Null
        if ($LASTEXITCODE -ne 0) {
            throw "secedit /configure ended with $LASTEXITCODE"
        }
    }
} finally {
    Remove-Item -LiteralPath $rights, $database -Force -ErrorAction SilentlyContinue
}

# Who gets at what: SYSTEM and administrators wholly, the notebook's user as it is said here.
$system = New-Object Security.Principal.SecurityIdentifier 'S-1-5-18'
$administrators = New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544'
function Set-Access($Path, $Rights) {
    $item = Get-Item -LiteralPath $Path
    if ($item.PSIsContainer) {
        $access = New-Object Security.AccessControl.DirectorySecurity
        $inheritance = 'ContainerInherit, ObjectInherit'
    } else {
        $access = New-Object Security.AccessControl.FileSecurity
        $inheritance = 'None'
    }
    $access.SetAccessRuleProtection($true, $false)
    foreach ($granted in @(@($system, 'FullControl'), @($administrators, 'FullControl'), @($sid, $Rights))) {
        $rule = New-Object Security.AccessControl.FileSystemAccessRule(
            $granted[0], $granted[1], $inheritance, 'None', 'Allow')
        $access.AddAccessRule($rule)
    }
    $item.SetAccessControl($access)
    $known = @('S-1-5-18', 'S-1-5-32-544', $sid.Value)
    $type = [Security.Principal.SecurityIdentifier]
    foreach ($rule in $item.GetAccessControl().GetAccessRules($true, $true, $type)) {
        if ($known -notcontains $rule.IdentityReference.Value) {
            throw "$Path is open to $($rule.IdentityReference.Value)"
        }
    }
}
foreach ($path in $writable) {
    if (-not (Test-Path -LiteralPath $path)) {
        New-Item -ItemType Directory -Path $path | Out-Null
    }
    Set-Access -Path $path -Rights 'Modify'
}
foreach ($path in $readable) {
    Set-Access -Path $path -Rights 'Read'
}

$task = Get-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue
if ($null -ne $task -and $task.Description -eq $description -and [string]$task.State -eq 'Running') {
    Write-Output ($mark + 'unchanged')
} else {
    if ($null -ne $task) {
        Stop-ScheduledTask -TaskName $taskName
    }
    # Also looked after every minute: a task whose program has ended counts as done, not failed.
    $triggers = @(
        (New-ScheduledTaskTrigger -AtStartup),
        (New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1)))
    $settings = @{
        # no limit: the default would end the notebook after three days
        ExecutionTimeLimit         = [TimeSpan]::Zero
        RestartCount               = 999
        RestartInterval            = New-TimeSpan -Minutes 1
        MultipleInstances          = 'IgnoreNew'
        Priority                   = 5
        StartWhenAvailable         = $true
        AllowStartIfOnBatteries    = $true
        DontStopIfGoingOnBatteries = $true
    }
    $registered = @{
        TaskName    = $taskName
        Description = $description
        Action      = New-ScheduledTaskAction -Execute $program -Argument $arguments -WorkingDirectory $writable[0]
        Trigger     = $triggers
        Principal   = New-ScheduledTaskPrincipal -UserId $userName -LogonType S4U -RunLevel Limited
        Settings    = New-ScheduledTaskSettingsSet @settings
        Force       = $true
    }
    Register-ScheduledTask @registered | Out-Null
    Start-ScheduledTask -TaskName $taskName
    Write-Output ($mark + 'started')
}
