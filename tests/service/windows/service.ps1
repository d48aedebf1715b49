# The service, under the system's own service manager.

if (IsShare $Folder) {
  Write-Output 'not on this system   the service: its account need not reach the share that -Work is on'
  return
}

$key = 'HKLM:\SYSTEM\CurrentControlSet\Services\Lockstep'
# One job from $Source to $Replica; more lines follow it.
function Configure([string[]]$More = @(), [string]$Interval = '500ms') {
  $lines = @('[service]', "state_dir = '$Own\state'", '[log]', "file = '$Own\logs\lockstep.log'",
    '[[job]]', 'name = "documents"', "source = '$Source'", "replica = '$Replica'", "interval = `"$Interval`"")
  [IO.File]::WriteAllLines($Config, [string[]]($lines + $More))
  # Who made it owns it, where the system is told so; a service reads administrators' ones alone.
  & icacls.exe $Config /setowner '*S-1-5-32-544' /q | Out-Null
}
function Reload { Lockstep service reload; if ($script:Code -ne 0) { throw $script:Said } }
function Mirrored([string]$Name) {
  [IO.File]::WriteAllText("$Source\$Name", 'x')
  Within 20 { Test-Path -LiteralPath "$Replica\$Name" }
}

Check 'a mapped drive is refused, and its share named' {
  $share = ShareOf $Folder
  if (-not $share) { return 'not on this system' }
  $letter = FreeLetter
  & net.exe use "${letter}:" $share | Out-Null
  if ($LASTEXITCODE -ne 0) { return 'not on this system' }
  try {
    $Source = "${letter}:\source"
    Configure
    Lockstep service install --config $Config
  } finally { & net.exe use "${letter}:" /delete /y | Out-Null }
  ($script:Code -eq 2) -and ($script:Said -like '*\\localhost\*')
}
Configure
Check 'a configuration that others may write is refused' {
  $theirs = "$Folder\theirs.toml"
  Copy-Item -LiteralPath $Config $theirs
  & icacls.exe $theirs /grant '*S-1-5-32-545:M' /q | Out-Null
  Lockstep service install --config $theirs
  ($script:Code -eq 2) -and -not (Get-Service Lockstep -ErrorAction SilentlyContinue)
}
Check 'service install, without a notice' {
  Lockstep service install --config $Config
  if (($script:Code -ne 0) -or ($script:Said -like '*Notice*')) { return $script:Said }
  $true
}
Check 'delayed start, failure actions, their flag, preshutdown, SID, privileges' {
  $set = Get-ItemProperty $key
  ($set.DelayedAutostart -eq 1) -and ($set.FailureActionsOnNonCrashFailures -eq 1) -and
  ($set.PreshutdownTimeout -eq 300000) -and ($set.ServiceSidType -eq 1) -and
  ($set.RequiredPrivileges -contains 'SeBackupPrivilege') -and ($set.RequiredPrivileges -notcontains 'SeDebugPrivilege')
}
Check 'start, and a change mirrored' {
  Lockstep service start
  if ($script:Code -ne 0) { return $script:Said }
  Mirrored 'by service'
}
Check 'status names the job' {
  Lockstep service status
  ($script:Code -eq 0) -and ($script:Said -like '*documents*')
}
Check 'pause and continue by the service manager' {
  Suspend-Service Lockstep
  [IO.File]::WriteAllText("$Source\while paused", 'x')
  Start-Sleep 2
  $held = -not (Test-Path "$Replica\while paused")
  Resume-Service Lockstep
  $held -and (Within 20 { Test-Path "$Replica\while paused" })
}
Check 'a wrong configuration does not replace the running one' {
  Configure @('nonsense = 1')
  Lockstep service reload
  $refused = $script:Code -eq 2
  Configure
  Reload
  $refused -and ((Get-Service Lockstep).Status -eq 'Running')
}
Check 'a new configuration by the service manager (paramchange)' {
  New-Item -ItemType Directory "$Folder\second source" | Out-Null
  [IO.File]::WriteAllText("$Folder\second source\file", 'x')
  Configure @('[[job]]', 'name = "second"', "source = '$Folder\second source'", "replica = '$Folder\second replica'", 'interval = "500ms"')
  & sc.exe control Lockstep paramchange | Out-Null
  $taken = Within 20 { Test-Path "$Folder\second replica\file" }
  Configure
  Reload
  $taken
}
Check 'a pass at once by the service manager (control 128)' {
  Configure -Interval '1h'
  Reload
  Start-Sleep 2
  [IO.File]::WriteAllText("$Source\by control", 'x')
  Start-Sleep 3
  $waited = -not (Test-Path "$Replica\by control")
  & sc.exe control Lockstep 128 | Out-Null
  $made = Within 20 { Test-Path "$Replica\by control" }
  Configure
  Reload
  if ($waited) { $made } else { 'it did not wait for its time' }
}
Check 'an event with its text' {
  $events = @(Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = 'Lockstep'; StartTime = $started })
  # Without its text it would be a sentence on a missing one, which has the text inserted at its end.
  ($events.Count -gt 0) -and ($events[0].Message -match '\S') -and (@($events | Where-Object { $_.Message.Trim() -ceq "$($_.Properties[0].Value)".Trim() }).Count -eq $events.Count)
}
Check 'a killed service is started again' {
  $first = (Get-CimInstance Win32_Service -Filter "Name='Lockstep'").ProcessId
  Stop-Process -Force -Id $first
  Within 60 {
    $now = Get-CimInstance Win32_Service -Filter "Name='Lockstep'"
    ($now.State -eq 'Running') -and ($now.ProcessId -ne $first)
  }
}
Check 'a stop in the middle of a large copy' {
  $bytes = New-Object byte[] (64MB); (New-Object Random 1).NextBytes($bytes)
  Configure @('bwlimit = "4M"')
  Reload
  [IO.File]::WriteAllBytes("$Source\large", $bytes)
  Start-Sleep 3
  $watch = [Diagnostics.Stopwatch]::StartNew()
  Stop-Service Lockstep
  $took = $watch.Elapsed.TotalSeconds
  if ($took -ge 5) { return "it took $took s" }
  if (@(Get-ChildItem -Force -LiteralPath $Replica -Filter '.lockstep-*').Count -ne 0) { return 'a temporary is left' }
  -not (Test-Path "$Replica\large")
}
Check 'an account of its own, which an update keeps, and LocalSystem again' {
  $Source = "$Own\account source"; $Replica = "$Own\account replica"
  New-Item -ItemType Directory $Source, $Replica | Out-Null
  Lockstep service stop
  Configure
  & icacls.exe $Own /grant 'NT SERVICE\Lockstep:(OI)(CI)RX' /q | Out-Null
  foreach ($path in $Replica, "$Own\state", "$Own\logs") {
    & icacls.exe $path /grant 'NT SERVICE\Lockstep:(OI)(CI)M' /t /q | Out-Null
  }
  Lockstep service install --config $Config --account 'NT SERVICE\Lockstep'
  if ($script:Code -ne 0) { return $script:Said }
  Lockstep service install --config $Config  # as an installer's upgrade does
  if ($script:Code -ne 0) { return $script:Said }
  if ((Get-ItemProperty $key).ObjectName -ne 'NT SERVICE\Lockstep') { return 'the account was not kept' }
  Lockstep service start
  if ($script:Code -ne 0) { return $script:Said }
  if (-not (Mirrored 'by account')) { return 'nothing was mirrored' }
  Lockstep service stop
  Lockstep service install --config $Config --account LocalSystem
  if ($script:Code -ne 0) { return $script:Said }
  if ((Get-ItemProperty $key).RequiredPrivileges -notcontains 'SeBackupPrivilege') { return 'no privileges are required' }
  Lockstep service start
  if ($script:Code -ne 0) { return $script:Said }
  Mirrored 'by the system'
}
Check 'service uninstall' {
  Lockstep service uninstall
  ($script:Code -eq 0) -and -not (Get-Service Lockstep -ErrorAction SilentlyContinue)
}
