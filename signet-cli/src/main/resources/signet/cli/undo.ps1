<#
.SYNOPSIS
    Takes back what setup.ps1 changed, as noted in setup-undo.json, newest first.

.DESCRIPTION
    What was there before setup.ps1 ran stays. It can be run again at any time; with -WhatIf it only says what it
    would do.

.EXAMPLE
    ./undo.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $TenantId = '{{tenant}}'
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$undoFile = Join-Path $PSScriptRoot 'setup-undo.json'
if (-not (Test-Path $undoFile)) {
    Write-Host "There is no $undoFile, so there is nothing to take back."
    return
}
$steps = @(Get-Content -Raw $undoFile | ConvertFrom-Json)
[array]::Reverse($steps)

Import-Module 'Microsoft.Graph.Applications', 'ExchangeOnlineManagement' -WhatIf:$false
Connect-MgGraph -TenantId $TenantId -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome
Connect-ExchangeOnline -ShowBanner:$false

foreach ($step in $steps) {
    switch ($step.kind) {
        'imap' {
            if ($PSCmdlet.ShouldProcess($step.address, 'Switch IMAP off again')) {
                Set-CASMailbox -Identity $step.address -ImapEnabled $false
            }
        }
        'pop' {
            if ($PSCmdlet.ShouldProcess($step.address, 'Switch POP off again')) {
                Set-CASMailbox -Identity $step.address -PopEnabled $false
            }
        }
        'smtp-auth' {
            if ($PSCmdlet.ShouldProcess($step.address, 'Put SMTP AUTH back to what it was')) {
                Set-CASMailbox -Identity $step.address -SmtpClientAuthenticationDisabled $step.before
            }
        }
        'mailbox' {
            if ($PSCmdlet.ShouldProcess($step.address, 'Take FullAccess from the application')) {
                Remove-MailboxPermission -Identity $step.address -User $step.user -AccessRights FullAccess -Confirm:$false
            }
        }
        'exchange-principal' {
            if ($PSCmdlet.ShouldProcess($step.id, 'Remove-ServicePrincipal')) {
                Remove-ServicePrincipal -Identity $step.id -Confirm:$false
            }
        }
        'consent' {
            if ($PSCmdlet.ShouldProcess($step.id, 'Withdraw admin consent')) {
                Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $step.principal -AppRoleAssignmentId $step.id
            }
        }
        'certificate' {
            $app = Get-MgApplication -ApplicationId $step.application -Property Id, KeyCredentials
            $rest = @($app.KeyCredentials | Where-Object {
                    [System.BitConverter]::ToString($_.CustomKeyIdentifier).Replace('-', '') -ne $step.thumbprint })
            if ($PSCmdlet.ShouldProcess($step.thumbprint, 'Remove the certificate from the app registration')) {
                Update-MgApplication -ApplicationId $step.application -KeyCredentials $rest
            }
        }
        'secret' {
            if ($PSCmdlet.ShouldProcess($step.id, 'Remove the client secret')) {
                Remove-MgApplicationPassword -ApplicationId $step.application -KeyId $step.id
            }
        }
        'application' {
            if ($PSCmdlet.ShouldProcess($step.id, 'Remove the app registration that setup.ps1 made')) {
                Remove-MgApplication -ApplicationId $step.id
            }
        }
    }
}
if ($PSCmdlet.ShouldProcess($undoFile, 'Remove the note of what was changed')) {
    Remove-Item -Path $undoFile
}
