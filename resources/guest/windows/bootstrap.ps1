# Opens WinRM over HTTPS for one address, and prints the certificate by which it is known.
# Run as SYSTEM by the cloud. A second run prints the same certificate and changes nothing else.
$friendlyName = 'Kumonote WinRM'
$limit = (Get-Date).AddDays(30)
$certificate = Get-ChildItem -Path 'Cert:\LocalMachine\My' |
    Where-Object { $_.FriendlyName -eq $friendlyName -and $_.HasPrivateKey -and $_.NotAfter -gt $limit } |
    Sort-Object -Property NotAfter -Descending |
    Select-Object -First 1
if ($null -eq $certificate) {
    $wanted = @{
        DnsName           = $names
        FriendlyName      = $friendlyName
        CertStoreLocation = 'Cert:\LocalMachine\My'
        KeyAlgorithm      = 'RSA'
        KeyLength         = 3072
        KeyExportPolicy   = 'NonExportable'
        HashAlgorithm     = 'SHA256'
        KeyUsage          = @('DigitalSignature', 'KeyEncipherment')
        TextExtension     = @('2.5.29.37={text}1.3.6.1.5.5.7.3.1')
        NotBefore         = (Get-Date).AddDays(-1)
        NotAfter          = (Get-Date).AddYears(5)
    }
    $certificate = New-SelfSignedCertificate @wanted
}

Set-Service -Name 'WinRM' -StartupType Automatic
Start-Service -Name 'WinRM'
Set-Item -Path 'WSMan:\localhost\Service\AllowUnencrypted' -Value $false -Force
Set-Item -Path 'WSMan:\localhost\Service\Auth\Basic' -Value $false -Force

# What Enable-PSRemoting sets too: an administrator's remote logon is an administrator's.
$policies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
Set-ItemProperty -LiteralPath $policies -Name 'LocalAccountTokenFilterPolicy' -Value 1 -Type DWord

$selector = @{ Address = '*'; Transport = 'HTTPS' }
$listener = Get-WSManInstance -ResourceURI 'winrm/config/Listener' -Enumerate |
    Where-Object { $_.Transport -eq 'HTTPS' -and $_.Address -eq '*' } |
    Select-Object -First 1
if ($null -ne $listener -and $listener.CertificateThumbprint -ne $certificate.Thumbprint) {
    Remove-WSManInstance -ResourceURI 'winrm/config/Listener' -SelectorSet $selector
    $listener = $null
}
if ($null -eq $listener) {
    $values = @{
        Port                  = [string]$port
        Hostname              = $names[0]
        CertificateThumbprint = $certificate.Thumbprint
    }
    New-WSManInstance -ResourceURI 'winrm/config/Listener' -SelectorSet $selector -ValueSet $values |
        Out-Null
}

# Written anew each time: the address that may connect is the one of today.
$rule = 'kumonote-winrm'
Get-NetFirewallRule -Name $rule -ErrorAction SilentlyContinue | Remove-NetFirewallRule
$opened = @{
    Name          = $rule
    DisplayName   = 'Kumonote: WinRM over HTTPS'
    Direction     = 'Inbound'
    Action        = 'Allow'
    Protocol      = 'TCP'
    LocalPort     = $port
    RemoteAddress = $addresses
    Profile       = 'Any'
}
New-NetFirewallRule @opened | Out-Null

Write-Output ($mark + [Convert]::ToBase64String($certificate.RawData))
