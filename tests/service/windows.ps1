<#
.SYNOPSIS
  Tries on a real Windows what Wine can't show, and the service once more.
.DESCRIPTION
  Run it as administrator (PowerShell 5.1 or later), with the folder "windows" beside it, on a
  machine without a service of the name Lockstep:

    powershell -ExecutionPolicy Bypass -File windows.ps1 -Program C:\path\to\lockstep.exe

  -Work FOLDER      the folders that are mirrored lie below a folder of their own in there (default:
                    %TEMP%); one on another volume, or on a share, tries that volume's kind
  -Packages FOLDER  tries the MSI and the setup that lie there; on a machine without a configuration
                    in %ProgramData%\Lockstep
  -Tests FOLDER     runs the lockstep_test_*.exe that lie there, of a build made on this machine

  Each check is one line, "ok", "FAILED" or "not on this system"; the exit code is the number of
  those that failed. A service's own files lie in a folder of %ProgramData% meanwhile; for FAT32,
  exFAT and NTFS as a whole volume there are small virtual disks in it.

  Not tried, as it takes another machine or a restart: the end at a shutdown, the delayed start
  itself, a share of another machine (one of this machine is), a real cloud's files, an account with
  a password, a loss of power. Not to be seen from outside: flushes in groups.
#>
param(
  [Parameter(Mandatory = $true)][string]$Program,
  [string]$Work = $env:TEMP,
  [string]$Packages = '',
  [string]$Tests = ''
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$Program = (Resolve-Path -LiteralPath $Program).ProviderPath
$unique = 'lockstep-test-' + [guid]::NewGuid().ToString('N').Substring(0, 8)
$Folder = Join-Path (Resolve-Path -LiteralPath $Work).ProviderPath $unique
$Source = Join-Path $Folder 'source'
$Replica = Join-Path $Folder 'replica'
$Own = Join-Path $env:ProgramData $unique
$Config = Join-Path $Own 'lockstep.toml'
$script:Failures = 0

$principal = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
  Write-Output 'Run this as administrator.'; exit 99
}
if (Get-Service Lockstep -ErrorAction SilentlyContinue) {
  Write-Output 'There is a service Lockstep on this machine: this would remove it.'; exit 99
}
. (Join-Path $PSScriptRoot 'windows\lib.ps1')
$started = Get-Date

try {
  New-Item -ItemType Directory $Source, $Own | Out-Null
  # What the service reads and writes for itself is the administrators' alone.
  & icacls.exe $Own /inheritance:r /grant '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' /q | Out-Null
  & icacls.exe $Own /setowner '*S-1-5-32-544' /q | Out-Null
  Write-Output "on $(Volume $Folder) ($(Kind $Folder)), $([Environment]::OSVersion.VersionString)"

  foreach ($part in 'files', 'changes', 'access', 'volumes', 'service', 'installers') {
    . (Join-Path $PSScriptRoot "windows\$part.ps1")
  }
  if ($Tests) {
    foreach ($test in Get-ChildItem -Path (Join-Path $Tests 'lockstep_test_*.exe')) {
      Check $test.Name {
        $ErrorActionPreference = 'Continue'
        $end = (& $test.FullName 2>&1 | ForEach-Object { "$_" } | Select-Object -Last 5) -join '; '
        if ($LASTEXITCODE -eq 0) { $true } else { $end }
      }
    }
  }
}
finally {
  $ErrorActionPreference = 'Continue'  # a native program's words on standard error are no errors
  & $Program service uninstall 2>&1 | Out-Null
  foreach ($path in $Folder, $Own) {
    & icacls.exe $path /setowner '*S-1-5-32-544' /t /c /q 2>&1 | Out-Null
    & icacls.exe $path /reset /t /c /q 2>&1 | Out-Null
    & cmd.exe /c rmdir /s /q (LongPath $path)
  }
}
Write-Output "$script:Failures failed"
exit $script:Failures
