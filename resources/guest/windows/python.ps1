# Installs Python for all users in a folder that only administrators may change. The installer
# runs only if it is the published file, and its makers signed it.
$system = New-Object Security.Principal.SecurityIdentifier 'S-1-5-18'
$administrators = New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544'
$users = New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-545'
function Initialize-Folder($Path, $Readers) {
    if (-not (Test-Path -LiteralPath $Path)) {
        New-Item -ItemType Directory -Path $Path | Out-Null
    }
    $access = New-Object Security.AccessControl.DirectorySecurity
    $access.SetAccessRuleProtection($true, $false)
    $grants = @(@($system, 'FullControl'), @($administrators, 'FullControl'))
    foreach ($reader in $Readers) {
        $grants += , @($reader, 'ReadAndExecute')
    }
    foreach ($granted in $grants) {
        $rule = New-Object Security.AccessControl.FileSystemAccessRule(
            $granted[0], $granted[1], 'ContainerInherit, ObjectInherit', 'None', 'Allow')
        $access.AddAccessRule($rule)
    }
    (Get-Item -LiteralPath $Path).SetAccessControl($access)
}
Initialize-Folder -Path $folder -Readers @($users)
Initialize-Folder -Path $workFolder -Readers @()

$program = Join-Path -Path $target -ChildPath 'python.exe'
$found = ''
if (Test-Path -LiteralPath $program) {
    $found = [string](& $program -I -c 'import platform; print(platform.python_version())')
}
if ($found -ne $version) {
    $installer = Join-Path -Path $folder -ChildPath 'python-installer.exe'
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    try {
        $asked = @{ Uri = $address; OutFile = $installer; UseBasicParsing = $true; TimeoutSec = 600 }
        if ($proxy -ne '') {
            $asked['Proxy'] = $proxy
        }
        Invoke-WebRequest @asked
        $hash = (Get-FileHash -LiteralPath $installer -Algorithm SHA256).Hash
        if ($hash -ne $sha256) {
            throw "checksum: the installer of Python has SHA-256 $hash"
        }
        $signature = Get-AuthenticodeSignature -LiteralPath $installer
        if ($signature.Status -ne 'Valid') {
            throw "signature: the installer of Python is signed $($signature.Status)"
        }
        if ($signature.SignerCertificate.Subject -notmatch 'O="?Python Software Foundation') {
            throw "signature: the installer of Python is signed by $($signature.SignerCertificate.Subject)"
        }
        $options = @(
            '/quiet', 'InstallAllUsers=1', "TargetDir=$target", 'PrependPath=0', 'Shortcuts=0',
            'AssociateFiles=0', 'Include_launcher=0', 'Include_test=0', 'Include_doc=0', 'Include_tcltk=0')
        $process = Start-Process -FilePath $installer -ArgumentList $options -Wait -PassThru
        # 3010: done, and Windows would like to be restarted some time
        if (@(0, 3010) -notcontains $process.ExitCode) {
            throw "the installer of Python ended with $($process.ExitCode)"
        }
    } finally {
        Remove-Item -LiteralPath $installer -Force -ErrorAction SilentlyContinue
    }
    $found = [string](& $program -I -c 'import platform; print(platform.python_version())')
    if ($found -ne $version) {
        throw "Python $version was installed, but $program is '$found'"
    }
}
Write-Output ($mark + $found)
