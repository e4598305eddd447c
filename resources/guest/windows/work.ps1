# Starts long work as a task of the system, so that it goes on when the connection ends. Where
# the task runs already, it is left alone: whoever follows its log joins it.
$task = Get-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue
if ($null -ne $task -and [string]$task.State -eq 'Running') {
    Write-Output ($mark + 'running')
} else {
    $settings = @{
        ExecutionTimeLimit         = New-TimeSpan -Minutes $limitMinutes
        MultipleInstances          = 'IgnoreNew'
        Priority                   = 5
        AllowStartIfOnBatteries    = $true
        DontStopIfGoingOnBatteries = $true
    }
    $registered = @{
        TaskName  = $taskName
        Action    = New-ScheduledTaskAction -Execute $program -Argument $arguments
        Principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
        Settings  = New-ScheduledTaskSettingsSet @settings
        Force     = $true
    }
    Register-ScheduledTask @registered | Out-Null
    Start-ScheduledTask -TaskName $taskName
    Write-Output ($mark + 'started')
}
