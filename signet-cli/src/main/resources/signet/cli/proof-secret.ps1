# not recommended for production: a secret can be copied, a private key need never leave its machine
$file = Join-Path $PSScriptRoot 'client-secret.txt'
if (-not (Test-Path $file) -and $PSCmdlet.ShouldProcess($app.DisplayName, 'Make a client secret for 180 days')) {
    $secret = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{
        DisplayName = 'Signet'; EndDateTime = (Get-Date).AddDays(180) }
    Set-Content -Path $file -Value $secret.SecretText -NoNewline -Encoding ASCII
    Save-Undo @{ kind = 'secret'; application = $app.Id; id = $secret.KeyId }
    Write-Host "The client secret is in $file; move it to the machine with Signet and keep it from others."
}
