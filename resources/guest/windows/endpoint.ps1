# From the public port to the notebook's, which listens on loopback alone, and through the
# machine's firewall. A second run changes nothing.
Set-Service -Name 'iphlpsvc' -StartupType Automatic
Start-Service -Name 'iphlpsvc'

$key = 'HKLM:\SYSTEM\CurrentControlSet\Services\PortProxy\v4tov4\tcp'
$wanted = "127.0.0.1/$privatePort"
function Get-Redirect {
    if (-not (Test-Path -LiteralPath $key)) {
        return ''
    }
    return [string](Get-Item -LiteralPath $key).GetValue("*/$publicPort")
}
if ((Get-Redirect) -ne $wanted) {
    & netsh.exe interface portproxy add v4tov4 "listenport=$publicPort" 'listenaddress=*' "connectport=$privatePort" 'connectaddress=127.0.0.1' |
        Out-Null
    if ($LASTEXITCODE -ne 0) {
        throw "netsh ended with $LASTEXITCODE"
    }
    if ((Get-Redirect) -ne $wanted) {
        throw "the redirect of port $publicPort is '$(Get-Redirect)'"
    }
}

$rule = 'kumonote-notebook'
Get-NetFirewallRule -Name $rule -ErrorAction SilentlyContinue | Remove-NetFirewallRule
$opened = @{
    Name          = $rule
    DisplayName   = 'Kumonote: notebook'
    Direction     = 'Inbound'
    Action        = 'Allow'
    Protocol      = 'TCP'
    LocalPort     = $publicPort
    RemoteAddress = $sources
    Profile       = 'Any'
}
New-NetFirewallRule @opened | Out-Null
Write-Output ($mark + (Get-Redirect))
