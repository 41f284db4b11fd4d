$file = Join-Path $PSScriptRoot 'certificate.cer'
$certificate = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 $file
$known = @($app.KeyCredentials | Where-Object {
        $_.CustomKeyIdentifier -and
        [System.BitConverter]::ToString($_.CustomKeyIdentifier).Replace('-', '') -eq $certificate.Thumbprint })
if ($known.Count -eq 0 -and $PSCmdlet.ShouldProcess($app.DisplayName, "Upload the certificate $($certificate.Thumbprint)")) {
    # others stay registered, so that a certificate can be replaced without a break
    $keys = @((Get-MgApplication -ApplicationId $app.Id -Property KeyCredentials).KeyCredentials) + @{
        Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData; DisplayName = $certificate.Subject }
    Update-MgApplication -ApplicationId $app.Id -KeyCredentials $keys
    Save-Undo @{ kind = 'certificate'; application = $app.Id; thumbprint = $certificate.Thumbprint }
}
