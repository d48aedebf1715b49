# Both installers, silently: what they put where, and that nothing of it stays.

if (-not $Packages) {
  Write-Output 'not on this system   the installers: no -Packages was given'
  return
}
if (Test-Path "$env:ProgramData\Lockstep\lockstep.toml") {
  Write-Output 'not on this system   the installers: they would start what %ProgramData%\Lockstep says'
  return
}

$programs = if ($env:ProgramW6432) { $env:ProgramW6432 } else { $env:ProgramFiles }
$installed = "$programs\Lockstep"
# As it is written down, with its variables.
function SystemPath {
  $environment = Get-Item 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  $environment.GetValue('Path', '', 'DoNotExpandEnvironmentNames').TrimEnd(';')
}
function Run([string]$File, [string]$Arguments) {
  (Start-Process -FilePath $File -ArgumentList $Arguments -Wait -PassThru).ExitCode
}
function InPath { @((SystemPath) -split ';' | ForEach-Object { $_.TrimEnd('\') }) -contains $installed }
function HasService { [bool](Get-Service Lockstep -ErrorAction SilentlyContinue) }

Check 'the MSI installs and removes' {
  $packages = @(Get-ChildItem -Path "$Packages\*.msi")
  if ($packages.Count -ne 1) { return 'not on this system' }
  $before = SystemPath
  $code = Run 'msiexec.exe' "/i `"$($packages[0].FullName)`" /qn /norestart"
  if ($code -ne 0) { return "exit code $code" }
  $complaint = ''
  if (-not (Test-Path "$installed\lockstep.exe")) { $complaint = 'nothing was installed' }
  elseif (-not (InPath)) { $complaint = 'not in PATH' }
  elseif (-not (SystemPath).StartsWith($before)) { $complaint = 'PATH lost something' }
  elseif (-not (HasService)) { $complaint = 'no service' }
  elseif ((Get-Service Lockstep).Status -ne 'Stopped') { $complaint = 'a service without a configuration runs' }
  $code = Run 'msiexec.exe' "/x `"$($packages[0].FullName)`" /qn /norestart"
  if ($complaint) { return $complaint }
  if ($code -ne 0) { return "removal: exit code $code" }
  if (HasService) { return 'the service is left' }
  if (Test-Path "$installed\lockstep.exe") { return 'the program is left' }
  if ((SystemPath) -cne $before) { return 'PATH is not what it was' }
  $true
}
Check 'the setup installs and removes' {
  $packages = @(Get-ChildItem -Path "$Packages\*-setup.exe")
  if ($packages.Count -ne 1) { return 'not on this system' }
  $before = SystemPath
  $code = Run $packages[0].FullName '/S'
  if ($code -ne 0) { return "exit code $code" }
  $complaint = ''
  if (-not (Test-Path "$installed\lockstep.exe")) { $complaint = 'nothing was installed' }
  elseif (-not (SystemPath).StartsWith($before)) { $complaint = 'PATH lost something' }
  # One longer than the setup's strings is left alone.
  elseif ($before.Length -lt 900 -and -not (InPath)) { $complaint = 'not in PATH' }
  elseif (HasService) { $complaint = 'a service without a configuration' }
  # It goes on in a copy of itself.
  [void](Run "$installed\uninstall.exe" '/S')
  $gone = Within 60 { -not (Test-Path $installed) }
  if ($complaint) { return $complaint }
  if (-not $gone) { return 'the program is left' }
  if ((SystemPath) -cne $before) { return 'PATH is not what it was' }
  $true
}
