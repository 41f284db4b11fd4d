#: begin
<#
.SYNOPSIS
    Mends what "signet test" found, for one application in one tenant.

.DESCRIPTION
    Made by "signet test --script". It was checked for its form only and has not been run against Microsoft 365: read it,
    and run it with -WhatIf first.

    What is right already is left as it is, so it can be run again at any time. With -WhatIf it only says what it would
    do. What it changed is noted beside it, in a file named like it that ends in -undo.json; with -Undo it takes exactly
    that back, newest first.

    Run it as somebody who holds: {{roles}}

.EXAMPLE
    ./fix.ps1 -WhatIf
.EXAMPLE
    ./fix.ps1
.EXAMPLE
    ./fix.ps1 -Undo
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $TenantId = {{tenant}},
    [string] $ClientId = {{client}},
    # of the ENTERPRISE application, as the token names it in oid; empty: it is looked up in Entra ID
    [string] $ObjectId = {{object}},
    [switch] $Undo
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$guid = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
if ($ClientId -notmatch $guid) { throw 'The application (client) ID is no GUID; name it with -ClientId.' }
if ($ObjectId -and $ObjectId -notmatch $guid) { throw 'The object ID is no GUID; name it with -ObjectId.' }

$undoFile = Join-Path $PSScriptRoot ([System.IO.Path]::GetFileNameWithoutExtension($PSCommandPath) + '-undo.json')
$noted = New-Object System.Collections.ArrayList
if (Test-Path -LiteralPath $undoFile) {
    # by a variable: Windows PowerShell hands an array on as one object
    $read = Get-Content -Raw -LiteralPath $undoFile | ConvertFrom-Json
    foreach ($step in @($read)) { if ($null -ne $step) { [void] $noted.Add($step) } }
}

function Save-Undo([hashtable] $step) {
    [void] $noted.Add([pscustomobject] $step)
    ConvertTo-Json -InputObject @($noted) -Depth 4 | Set-Content -LiteralPath $undoFile -Encoding UTF8
}

function Install-Needed([string] $name) {
    if (-not (Get-Module -ListAvailable -Name $name)) {
        if ($PSCmdlet.ShouldProcess($name, 'Install the PowerShell module for this user')) {
            Install-Module -Name $name -Scope CurrentUser -Force -AllowClobber
        }
    }
    Import-Module $name -WhatIf:$false
}

function Connect-Entra {
    if ($script:entra) { return }
    Install-Needed 'Microsoft.Graph.Authentication'
    Install-Needed 'Microsoft.Graph.Applications'
    Connect-MgGraph -TenantId $TenantId -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome
    $script:entra = $true
}

function Connect-Exchange {
    if ($script:exchange) { return }
    Install-Needed 'ExchangeOnlineManagement'
    Connect-ExchangeOnline -ShowBanner:$false
    $connected = Get-ConnectionInformation | Select-Object -Last 1
    if ($TenantId -match $guid -and [string] $connected.TenantID -ne $TenantId) {
        throw "You are signed in to Exchange Online of tenant $($connected.TenantID), and this script is for $TenantId."
    }
    $script:exchange = $true
}

# the application as Exchange knows it; nothing when it does not
function Get-Registered {
    Connect-Exchange
    Get-ServicePrincipal | Where-Object { [string] $_.AppId -eq $ClientId } | Select-Object -First 1
}

function Get-EnterpriseApplication {
    Connect-Entra
    Get-MgServicePrincipal -Filter "appId eq '$ClientId'" | Select-Object -First 1
}

function Get-ObjectId {
    if ($ObjectId) { return $ObjectId }
    $principal = Get-EnterpriseApplication
    if (-not $principal) { throw 'The application has no enterprise application in this tenant.' }
    return [string] $principal.Id
}

$script:entra = $false
$script:exchange = $false
#: undo

if ($Undo) {
    $steps = @($noted)
    [array]::Reverse($steps)
    foreach ($step in $steps) {
        $done = $true
        switch ($step.kind) {
            'enterprise-application' {
                Connect-Entra
                if ($PSCmdlet.ShouldProcess($step.id, 'Remove the enterprise application that this script made')) {
                    Remove-MgServicePrincipal -ServicePrincipalId $step.id
                } else { $done = $false }
            }
            'enable' {
                Connect-Entra
                if ($PSCmdlet.ShouldProcess($step.id, 'Switch sign-in of the enterprise application off again')) {
                    Update-MgServicePrincipal -ServicePrincipalId $step.id -AccountEnabled:$false
                } else { $done = $false }
            }
            'certificate' {
                Connect-Entra
                $app = Get-MgApplication -ApplicationId $step.application -Property Id, KeyCredentials
                $rest = @($app.KeyCredentials | Where-Object {
                        -not $_.CustomKeyIdentifier -or
                        [System.BitConverter]::ToString($_.CustomKeyIdentifier).Replace('-', '') -ne $step.thumbprint })
                if ($PSCmdlet.ShouldProcess($step.thumbprint, 'Remove the certificate from the app registration')) {
                    Update-MgApplication -ApplicationId $step.application -KeyCredentials $rest
                } else { $done = $false }
            }
            'consent' {
                Connect-Entra
                if ($PSCmdlet.ShouldProcess($step.id, 'Withdraw admin consent')) {
                    Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $step.principal -AppRoleAssignmentId $step.id
                } else { $done = $false }
            }
            'registration' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.id, 'Remove the registration in Exchange Online')) {
                    Remove-ServicePrincipal -Identity $step.id -Confirm:$false
                    if ($step.before) {
                        New-ServicePrincipal -AppId $step.client -ObjectId $step.before -DisplayName 'Signet mail' | Out-Null
                    }
                } else { $done = $false }
            }
            'full-access' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Take FullAccess from the application')) {
                    Remove-MailboxPermission -Identity $step.on -User $step.user -AccessRights FullAccess -Confirm:$false
                } else { $done = $false }
            }
            'no-access' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Give FullAccess back to the application')) {
                    Add-MailboxPermission -Identity $step.on -User $step.user -AccessRights FullAccess | Out-Null
                } else { $done = $false }
            }
            'smtp-auth' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Put SMTP AUTH back to what it was')) {
                    Set-CASMailbox -Identity $step.on -SmtpClientAuthenticationDisabled $step.before
                } else { $done = $false }
            }
            'imap' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Switch IMAP off again')) {
                    Set-CASMailbox -Identity $step.on -ImapEnabled $false
                } else { $done = $false }
            }
            'pop' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Switch POP off again')) {
                    Set-CASMailbox -Identity $step.on -PopEnabled $false
                } else { $done = $false }
            }
            'send-as' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Take SendAs back')) {
                    Remove-RecipientPermission -Identity $step.on -Trustee $step.user -AccessRights SendAs -Confirm:$false
                } else { $done = $false }
            }
            'no-sent-copy' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Keep copies of what is sent again')) {
                    Set-Mailbox -Identity $step.on -MessageCopyForSMTPClientSubmissionEnabled $true
                } else { $done = $false }
            }
            'high-volume' {
                Connect-Exchange
                if ($PSCmdlet.ShouldProcess($step.on, 'Take the application from the allowed ones of the High Volume Email account')) {
                    Remove-HVEAppAccess -Identity $step.on -AppIds $step.id
                } else { $done = $false }
            }
            default { throw "The note $undoFile has a step of an unknown kind." }
        }
        if ($done) {
            $noted.Remove($step)
            ConvertTo-Json -InputObject @($noted) -Depth 4 | Set-Content -LiteralPath $undoFile -Encoding UTF8
        }
    }
    Write-Host 'Taken back; what was there before stays.'
    return
}
#: enterprise-application

# Cloud Application Administrator
function Repair-EnterpriseApplication {
    if (Get-EnterpriseApplication) { Write-Host 'The enterprise application is there.'; return }
    if ($PSCmdlet.ShouldProcess($ClientId, 'Make the enterprise application')) {
        $made = New-MgServicePrincipal -AppId $ClientId
        Save-Undo @{ kind = 'enterprise-application'; id = [string] $made.Id }
    }
}
#: enable

# Cloud Application Administrator
function Repair-Enable {
    $principal = Get-EnterpriseApplication
    if (-not $principal) { throw 'The application has no enterprise application in this tenant.' }
    if ($principal.AccountEnabled) { Write-Host 'Sign-in of the enterprise application is on.'; return }
    if ($PSCmdlet.ShouldProcess($principal.DisplayName, 'Switch sign-in of the enterprise application on')) {
        Update-MgServicePrincipal -ServicePrincipalId $principal.Id -AccountEnabled:$true
        Save-Undo @{ kind = 'enable'; id = [string] $principal.Id }
    }
}
#: certificate

# Cloud Application Administrator; the certificate is public, the key stays where it is
function Repair-Certificate([string] $Certificate) {
    Connect-Entra
    $bytes = [System.Convert]::FromBase64String($Certificate)
    $own = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 (, $bytes)
    if ($own.NotAfter -lt (Get-Date)) { throw "The certificate ended at $($own.NotAfter): make a new pair (signet cert create) and test again." }
    $app = Get-MgApplication -Filter "appId eq '$ClientId'" -Property Id, DisplayName, KeyCredentials | Select-Object -First 1
    if (-not $app) { throw "There is no app registration with the application (client) ID $ClientId in this tenant." }
    $known = @($app.KeyCredentials | Where-Object {
            $_.CustomKeyIdentifier -and $_.EndDateTime -gt (Get-Date) -and
            [System.BitConverter]::ToString($_.CustomKeyIdentifier).Replace('-', '') -eq $own.Thumbprint })
    if ($known.Count -gt 0) { Write-Host 'The certificate is uploaded.'; return }
    if ($PSCmdlet.ShouldProcess($app.DisplayName, "Upload the certificate $($own.Thumbprint)")) {
        # others stay registered, so that a certificate can be replaced without a break
        $keys = @($app.KeyCredentials) + @{
            Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $own.RawData; DisplayName = $own.Subject }
        Update-MgApplication -ApplicationId $app.Id -KeyCredentials $keys
        Save-Undo @{ kind = 'certificate'; application = [string] $app.Id; thumbprint = $own.Thumbprint }
    }
}
#: consent

# Privileged Role Administrator
function Repair-Consent([string] $Role) {
    $principal = Get-EnterpriseApplication
    if (-not $principal) {
        Write-Host "The consent to $Role needs the enterprise application; run without -WhatIf."
        return
    }
    $exchange = Get-MgServicePrincipal -Filter "appId eq '00000002-0000-0ff1-ce00-000000000000'" | Select-Object -First 1
    if (-not $exchange) { throw 'Office 365 Exchange Online is not known in this tenant. Does it have Exchange Online at all?' }
    $permission = $exchange.AppRoles | Where-Object { $_.Value -eq $Role -and $_.AllowedMemberTypes -contains 'Application' }
    if (-not $permission) { throw "Exchange Online does not offer the application permission $Role in this cloud." }
    $granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All | Where-Object {
            $_.AppRoleId -eq $permission.Id -and $_.ResourceId -eq $exchange.Id })
    if ($granted.Count -gt 0) { Write-Host "Admin consent to $Role is given."; return }
    if ($PSCmdlet.ShouldProcess($principal.DisplayName, "Grant admin consent to $Role")) {
        $made = New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $exchange.Id -AppRoleId $permission.Id
        Save-Undo @{ kind = 'consent'; principal = [string] $principal.Id; id = [string] $made.Id }
    }
}
#: registration

# Exchange Administrator; the object ID is that of the ENTERPRISE application, not of the app registration
function Repair-Registration {
    $object = Get-ObjectId
    $registered = Get-Registered
    $before = ''
    if ($registered) {
        if ([string] $registered.ObjectId -eq $object) { Write-Host 'Exchange Online knows the application.'; return }
        $before = [string] $registered.ObjectId
    }
    if ($PSCmdlet.ShouldProcess($ClientId, "New-ServicePrincipal with object id $object$(if ($before) { ' in place of ' + $before })")) {
        if ($before) { Remove-ServicePrincipal -Identity $before -Confirm:$false }
        New-ServicePrincipal -AppId $ClientId -ObjectId $object -DisplayName 'Signet mail' | Out-Null
        Save-Undo @{ kind = 'registration'; id = $object; client = $ClientId; before = $before }
    }
}
#: full-access

# Exchange Administrator
function Repair-FullAccess([string] $Mailbox) {
    $registered = Get-Registered
    if (-not $registered) {
        Write-Host "FullAccess to $Mailbox needs the registration in Exchange Online; run without -WhatIf."
        return
    }
    $names = @([string] $registered.Identity, [string] $registered.DisplayName, [string] $registered.ObjectId)
    $rights = @(Get-MailboxPermission -Identity $Mailbox | Where-Object {
            $_.AccessRights -contains 'FullAccess' -and -not $_.Deny -and $names -contains [string] $_.User })
    if ($rights.Count -gt 0) { Write-Host "The application has FullAccess to $Mailbox."; return }
    if ($PSCmdlet.ShouldProcess($Mailbox, 'Give FullAccess to the application')) {
        Add-MailboxPermission -Identity $Mailbox -User $registered.Identity -AccessRights FullAccess | Out-Null
        Save-Undo @{ kind = 'full-access'; on = $Mailbox; user = [string] $registered.Identity }
    }
}
#: no-access

# Exchange Administrator
function Repair-NoAccess([string] $Mailbox) {
    $registered = Get-Registered
    if (-not $registered) { Write-Host 'Exchange Online does not know the application.'; return }
    $names = @([string] $registered.Identity, [string] $registered.DisplayName, [string] $registered.ObjectId)
    $rights = @(Get-MailboxPermission -Identity $Mailbox | Where-Object {
            $_.AccessRights -contains 'FullAccess' -and -not $_.Deny -and -not $_.IsInherited -and $names -contains [string] $_.User })
    if ($rights.Count -eq 0) {
        Write-Host "The application has no FullAccess of its own to $Mailbox; look for a group or a role assignment."
        return
    }
    if ($PSCmdlet.ShouldProcess($Mailbox, 'Take FullAccess from the application')) {
        Remove-MailboxPermission -Identity $Mailbox -User $registered.Identity -AccessRights FullAccess -Confirm:$false
        Save-Undo @{ kind = 'no-access'; on = $Mailbox; user = [string] $registered.Identity }
    }
}
#: smtp-auth

# Exchange Administrator; the mailbox's switch wins over the tenant's, which stays as it is
function Repair-SmtpAuth([string] $Mailbox) {
    Connect-Exchange
    $tenantOff = (Get-TransportConfig).SmtpClientAuthenticationDisabled
    $before = (Get-CASMailbox -Identity $Mailbox).SmtpClientAuthenticationDisabled
    Write-Host "SmtpClientAuthenticationDisabled: tenant $tenantOff, mailbox $(if ($null -eq $before) { 'as the tenant' } else { $before })"
    if ($before -eq $false -or ($null -eq $before -and -not $tenantOff)) { Write-Host "SMTP AUTH is on for $Mailbox."; return }
    if ($PSCmdlet.ShouldProcess($Mailbox, 'Switch SMTP AUTH on for this mailbox')) {
        Set-CASMailbox -Identity $Mailbox -SmtpClientAuthenticationDisabled $false
        Save-Undo @{ kind = 'smtp-auth'; on = $Mailbox; before = $before }
    }
}
#: imap

# Exchange Administrator
function Repair-Imap([string] $Mailbox) {
    Connect-Exchange
    if ((Get-CASMailbox -Identity $Mailbox).ImapEnabled) { Write-Host "IMAP is on for $Mailbox."; return }
    if ($PSCmdlet.ShouldProcess($Mailbox, 'Switch IMAP on')) {
        Set-CASMailbox -Identity $Mailbox -ImapEnabled $true
        Save-Undo @{ kind = 'imap'; on = $Mailbox }
    }
}
#: pop

# Exchange Administrator
function Repair-Pop([string] $Mailbox) {
    Connect-Exchange
    if ((Get-CASMailbox -Identity $Mailbox).PopEnabled) { Write-Host "POP is on for $Mailbox."; return }
    if ($PSCmdlet.ShouldProcess($Mailbox, 'Switch POP on')) {
        Set-CASMailbox -Identity $Mailbox -PopEnabled $true
        Save-Undo @{ kind = 'pop'; on = $Mailbox }
    }
}
#: send-as

# Exchange Administrator
function Repair-SendAs([string] $Address, [string] $Mailbox) {
    $registered = Get-Registered
    if (-not $registered) {
        Write-Host "SendAs for $Address needs the registration in Exchange Online; run without -WhatIf."
        return
    }
    # the mailbox that logs in and the application: Exchange looks at the one that sends
    foreach ($trustee in @($Mailbox, [string] $registered.Identity)) {
        $rights = @(Get-RecipientPermission -Identity $Address -Trustee $trustee -ErrorAction SilentlyContinue |
                Where-Object { $_.AccessRights -contains 'SendAs' })
        if ($rights.Count -gt 0) { Write-Host "$trustee may send as $Address."; continue }
        if ($PSCmdlet.ShouldProcess($Address, "Let $trustee send as this address")) {
            Add-RecipientPermission -Identity $Address -Trustee $trustee -AccessRights SendAs -Confirm:$false | Out-Null
            Save-Undo @{ kind = 'send-as'; on = $Address; user = $trustee }
        }
    }
}
#: no-sent-copy

# Exchange Administrator; what is in Sent Items already stays there
function Repair-NoSentCopy([string] $Mailbox) {
    Connect-Exchange
    if (-not (Get-Mailbox -Identity $Mailbox).MessageCopyForSMTPClientSubmissionEnabled) {
        Write-Host "No copies of what $Mailbox sends by SMTP are kept."
        return
    }
    if ($PSCmdlet.ShouldProcess($Mailbox, 'Keep no copies of what is sent by SMTP')) {
        Set-Mailbox -Identity $Mailbox -MessageCopyForSMTPClientSubmissionEnabled $false
        Save-Undo @{ kind = 'no-sent-copy'; on = $Mailbox }
    }
}
#: high-volume

# Exchange Administrator; a High Volume Email account knows no mailbox permission, but a list of applications
function Repair-HighVolume([string] $Mailbox) {
    Connect-Exchange
    $object = Get-ObjectId
    if (@($noted | Where-Object { $_.kind -eq 'high-volume' -and $_.on -eq $Mailbox -and $_.id -eq $object }).Count -gt 0) {
        Write-Host "$Mailbox was told to let the application in."
        return
    }
    if ($PSCmdlet.ShouldProcess($Mailbox, "Add-HVEAppAccess for the application with object id $object")) {
        Add-HVEAppAccess -Identity $Mailbox -AppIds $object
        Save-Undo @{ kind = 'high-volume'; on = $Mailbox; id = $object }
    }
}
#: end

Write-Host 'Done. Changes take effect within minutes, sometimes an hour. On the machine with Signet: signet test --wait 60m'
