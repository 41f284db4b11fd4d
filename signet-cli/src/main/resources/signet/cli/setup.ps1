<#
.SYNOPSIS
    Lets Signet use the mailboxes below, and no others, by OAuth 2.0 client credentials.

.DESCRIPTION
    Made by "signet setup". Run it as an administrator who may manage app registrations and Exchange Online
    (Privileged Role Administrator or Global Administrator for the consent, Exchange Administrator for the rest).

    What is there already is left as it is, so it can be run again at any time. With -WhatIf it only says what it
    would do. What it changed is noted in setup-undo.json; undo.ps1 takes exactly that back.

    1. finds the app registration, or makes it
    2. {{proof-comment}}
    3. adds the application permissions of Office 365 Exchange Online and grants admin consent
    4. registers the enterprise application in Exchange Online, with the object id read here and now
    5. gives it FullAccess to the named mailboxes
    6. switches on the protocols for these mailboxes (SMTP AUTH, IMAP, POP)

.EXAMPLE
    ./setup.ps1 -WhatIf
.EXAMPLE
    ./setup.ps1
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $TenantId = '{{tenant}}',
    # empty: found by its name, or made
    [string] $ClientId = '{{client}}',
    [string] $DisplayName = 'Signet mail',
    [string[]] $Mailbox = @({{mailboxes}}),
    [ValidateSet('smtp', 'imap', 'pop3')]
    [string[]] $Protocol = @({{protocols}})
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$exchangeOnline = '00000002-0000-0ff1-ce00-000000000000'
$roleOf = @{ smtp = 'SMTP.SendAsApp'; imap = 'IMAP.AccessAsApp'; pop3 = 'POP.AccessAsApp' }
$undoFile = Join-Path $PSScriptRoot 'setup-undo.json'
$undo = New-Object System.Collections.ArrayList
if (Test-Path $undoFile) {
    foreach ($step in @(Get-Content -Raw $undoFile | ConvertFrom-Json)) { [void] $undo.Add($step) }
}

function Save-Undo([hashtable] $step) {
    [void] $undo.Add([pscustomobject] $step)
    ConvertTo-Json -InputObject @($undo) -Depth 4 | Set-Content -Path $undoFile -Encoding UTF8
}

function Install-Needed([string] $name) {
    if (-not (Get-Module -ListAvailable -Name $name)) {
        if ($PSCmdlet.ShouldProcess($name, 'Install the PowerShell module for this user')) {
            Install-Module -Name $name -Scope CurrentUser -Force -AllowClobber
        }
    }
    Import-Module $name -WhatIf:$false
}

Install-Needed 'Microsoft.Graph.Authentication'
Install-Needed 'Microsoft.Graph.Applications'
Install-Needed 'ExchangeOnlineManagement'
Connect-MgGraph -TenantId $TenantId -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome

# 1 the app registration
$quote = [string] [char] 39
$filter = if ($ClientId) { "appId eq '$ClientId'" } else { "displayName eq '$($DisplayName.Replace($quote, $quote + $quote))'" }
$found = @(Get-MgApplication -Filter $filter)
if ($found.Count -gt 1) { throw "There are $($found.Count) app registrations named '$DisplayName'; say which with -ClientId." }
$app = $found | Select-Object -First 1
if (-not $app) {
    if ($ClientId) { throw "There is no app registration with the application (client) ID $ClientId in tenant $TenantId." }
    if ($PSCmdlet.ShouldProcess($DisplayName, 'Make an app registration')) {
        $app = New-MgApplication -DisplayName $DisplayName -SignInAudience 'AzureADMyOrg'
        Save-Undo @{ kind = 'application'; id = $app.Id }
    } else {
        Write-Host 'Everything after this needs the app registration; run without -WhatIf, or name one with -ClientId.'
        return
    }
}

# 2 the proof of identity
{{proof}}

# 3 the permissions, shown in the portal (required) and granted (consent)
$principal = Get-MgServicePrincipal -Filter "appId eq '$($app.AppId)'" | Select-Object -First 1
if (-not $principal -and $PSCmdlet.ShouldProcess($app.DisplayName, 'Make the enterprise application')) {
    $principal = New-MgServicePrincipal -AppId $app.AppId
}
$exchange = Get-MgServicePrincipal -Filter "appId eq '$exchangeOnline'" | Select-Object -First 1
if (-not $exchange) { throw 'Office 365 Exchange Online is not known in this tenant. Does it have Exchange Online at all?' }
$granted = @()
if ($principal) { $granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All) }
$required = @($app.RequiredResourceAccess | Where-Object { $_.ResourceAppId -ne $exchangeOnline })
$access = @($app.RequiredResourceAccess | Where-Object { $_.ResourceAppId -eq $exchangeOnline } | ForEach-Object { $_.ResourceAccess })
foreach ($name in $Protocol) {
    $role = $exchange.AppRoles | Where-Object { $_.Value -eq $roleOf[$name] -and $_.AllowedMemberTypes -contains 'Application' }
    if (-not $role) { throw "Exchange Online does not offer the application permission $($roleOf[$name]) in this cloud." }
    if (-not ($access | Where-Object { $_.Id -eq $role.Id })) {
        $access += @{ Id = $role.Id; Type = 'Role' }
        if ($PSCmdlet.ShouldProcess($app.DisplayName, "Add the permission $($role.Value)")) {
            Update-MgApplication -ApplicationId $app.Id -RequiredResourceAccess ($required + @{ ResourceAppId = $exchangeOnline; ResourceAccess = $access })
        }
    }
    if (-not ($granted | Where-Object { $_.AppRoleId -eq $role.Id -and $_.ResourceId -eq $exchange.Id })) {
        if ($PSCmdlet.ShouldProcess($app.DisplayName, "Grant admin consent to $($role.Value)")) {
            $assignment = New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $exchange.Id -AppRoleId $role.Id
            Save-Undo @{ kind = 'consent'; principal = $principal.Id; id = $assignment.Id }
        }
    }
}

# 4 Exchange Online: the object id is that of the ENTERPRISE application, not of the app registration
Connect-ExchangeOnline -ShowBanner:$false
if (-not $principal) {
    Write-Host 'Everything after this needs the enterprise application; run without -WhatIf.'
    return
}
$registered = Get-ServicePrincipal | Where-Object { $_.AppId -eq $app.AppId } | Select-Object -First 1
if ($registered -and $registered.ObjectId -ne $principal.Id) {
    if ($PSCmdlet.ShouldProcess($registered.ObjectId, 'Remove the registration with a wrong object id')) {
        Remove-ServicePrincipal -Identity $registered.ObjectId -Confirm:$false
        $registered = $null
    }
}
if (-not $registered -and $PSCmdlet.ShouldProcess($app.DisplayName, "New-ServicePrincipal with object id $($principal.Id)")) {
    $registered = New-ServicePrincipal -AppId $app.AppId -ObjectId $principal.Id -DisplayName $DisplayName
    Save-Undo @{ kind = 'exchange-principal'; id = $principal.Id }
}

# 5 and 6 these mailboxes and no others
foreach ($address in $Mailbox) {
    $rights = @(Get-MailboxPermission -Identity $address | Where-Object {
            $_.AccessRights -contains 'FullAccess' -and -not $_.Deny -and $registered -and
            @($registered.Identity, $registered.DisplayName, $registered.ObjectId) -contains [string] $_.User })
    if ($rights.Count -eq 0 -and $PSCmdlet.ShouldProcess($address, 'Give FullAccess to the application')) {
        Add-MailboxPermission -Identity $address -User $registered.Identity -AccessRights FullAccess | Out-Null
        Save-Undo @{ kind = 'mailbox'; address = $address; user = [string] $registered.Identity }
    }
    $cas = Get-CASMailbox -Identity $address
    if ($Protocol -contains 'smtp' -and $cas.SmtpClientAuthenticationDisabled -ne $false) {
        if ($PSCmdlet.ShouldProcess($address, 'Switch SMTP AUTH on')) {
            Set-CASMailbox -Identity $address -SmtpClientAuthenticationDisabled $false
            Save-Undo @{ kind = 'smtp-auth'; address = $address; before = $cas.SmtpClientAuthenticationDisabled }
        }
    }
    if ($Protocol -contains 'imap' -and -not $cas.ImapEnabled) {
        if ($PSCmdlet.ShouldProcess($address, 'Switch IMAP on')) {
            Set-CASMailbox -Identity $address -ImapEnabled $true
            Save-Undo @{ kind = 'imap'; address = $address }
        }
    }
    if ($Protocol -contains 'pop3' -and -not $cas.PopEnabled) {
        if ($PSCmdlet.ShouldProcess($address, 'Switch POP on')) {
            Set-CASMailbox -Identity $address -PopEnabled $true
            Save-Undo @{ kind = 'pop'; address = $address }
        }
    }
}

# the settings beside this script learn the client ID
$settings = Join-Path $PSScriptRoot 'signet.yaml'
if ((Test-Path $settings) -and $PSCmdlet.ShouldProcess($settings, "Enter the client ID $($app.AppId)")) {
    (Get-Content -Raw $settings).Replace('CLIENT_ID', $app.AppId) | Set-Content -Path $settings -Encoding UTF8 -NoNewline
}
Write-Host "Done. client-id: $($app.AppId)"
Write-Host 'Changes take effect within minutes, sometimes an hour. On the machine with Signet: signet test --wait 60m'
