# Gives the administrator a new password, and prints it encrypted for the one who asked: the
# cloud keeps what scripts hold and print.
$letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.ToCharArray()
$bytes = New-Object byte[] 24
$random = [Security.Cryptography.RandomNumberGenerator]::Create()
$random.GetBytes($bytes)
$word = 'Kn7-' + (-join ($bytes | ForEach-Object { $letters[$_ % 64] }))
$password = New-Object Security.SecureString
foreach ($letter in $word.ToCharArray()) {
    $password.AppendChar($letter)
}
$parameters = New-Object Security.Cryptography.RSAParameters
$parameters.Modulus = [Convert]::FromBase64String($modulus)
$parameters.Exponent = [Convert]::FromBase64String('AQAB')
$key = New-Object Security.Cryptography.RSACng
$key.ImportParameters($parameters)
$padding = [Security.Cryptography.RSAEncryptionPadding]::OaepSHA256
$sealed = $key.Encrypt([Text.Encoding]::ASCII.GetBytes($word), $padding)
Set-LocalUser -Name $userName -Password $password
Write-Output ($mark + [Convert]::ToBase64String($sealed))
