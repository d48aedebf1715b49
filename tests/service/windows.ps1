<#
.SYNOPSIS
  Tries on a real Windows what Wine can't show, and the service once more.
.DESCRIPTION
  Run it as administrator, on a machine without a service of the name Lockstep:

    powershell -ExecutionPolicy Bypass -File windows.ps1 -Program C:\path\to\lockstep.exe

  Everything happens below a folder of its own in -Work (default: %TEMP%); -Work on another volume
  tries that volume's kind. Each check is one line, "ok", "FAILED" or "not on this system"; the exit
  code is the number of those that failed.
#>
param(
  [Parameter(Mandatory = $true)][string]$Program,
  [string]$Work = $env:TEMP
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$Program = (Resolve-Path $Program).Path
$Folder = Join-Path $Work ('lockstep-test-' + [guid]::NewGuid().ToString('N').Substring(0, 8))
$Source = Join-Path $Folder 'source'
$Replica = Join-Path $Folder 'replica'
$Config = Join-Path $Folder 'lockstep.toml'
$script:Failures = 0

function Check([string]$Name, [scriptblock]$Holds) {
  try { $outcome = & $Holds } catch { $outcome = "$_" }
  if ($outcome -is [bool] -and $outcome) { Write-Output "ok      $Name"; return }
  if ("$outcome" -like 'not on this system*') { Write-Output "$outcome   $Name"; return }
  $script:Failures++
  Write-Output "FAILED  $Name ($outcome)"
}
function Lockstep { & $Program @args 2>&1 | Out-String | Set-Variable -Scope Script Said; $script:Code = $LASTEXITCODE }
function Sync { Lockstep sync $Source $Replica --approve @args; if ($script:Code -ne 0) { throw "exit code $($script:Code): $($script:Said)" } }
function Within([int]$Seconds, [scriptblock]$Holds) {
  $end = (Get-Date).AddSeconds($Seconds)
  while ((Get-Date) -lt $end) { if (& $Holds) { return $true }; Start-Sleep -Milliseconds 100 }
  return $false
}
function Same([string]$Name) {
  (Get-FileHash (Join-Path $Source $Name)).Hash -eq (Get-FileHash (Join-Path $Replica $Name)).Hash
}
function Configure([string[]]$More = @()) {
  $lines = @('[service]', "state_dir = '$Folder\state'", '[log]', "file = '$Folder\logs\lockstep.log'",
    '[[job]]', 'name = "documents"', "source = '$Source'", "replica = '$Replica'", 'interval = "500ms"')
  [IO.File]::WriteAllLines($Config, $lines + $More)
}

$principal = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
  Write-Output 'Run this as administrator.'; exit 99
}
if (Get-Service Lockstep -ErrorAction SilentlyContinue) {
  Write-Output 'There is a service Lockstep on this machine: this would remove it.'; exit 99
}
New-Item -ItemType Directory $Source | Out-Null

try {
  # ---- files -----------------------------------------------------------------------------------
  $kind = (Get-Item $Folder).PSDrive.Root
  Write-Output "on $kind $([IO.DriveInfo]::new($kind).DriveFormat), $([Environment]::OSVersion.VersionString)"

  Set-Content (Join-Path $Source 'file') 'content' -NoNewline
  Check 'a file with its times, to 100 ns' {
    (Get-Item "$Source\file").CreationTimeUtc = [datetime]::new(2001, 2, 3, 4, 5, 6, 'Utc').AddTicks(7)
    (Get-Item "$Source\file").LastWriteTimeUtc = [datetime]::new(2011, 2, 3, 4, 5, 6, 'Utc').AddTicks(1234567)
    Sync
    ((Get-Item "$Replica\file").LastWriteTimeUtc.Ticks -eq (Get-Item "$Source\file").LastWriteTimeUtc.Ticks) -and
    ((Get-Item "$Replica\file").CreationTimeUtc.Ticks -eq (Get-Item "$Source\file").CreationTimeUtc.Ticks)
  }
  Check 'read-only, hidden and system' {
    Set-Content "$Source\attributes" 'x'
    (Get-Item "$Source\attributes").Attributes = 'ReadOnly, Hidden, System, Archive'
    Sync
    (Get-Item -Force "$Replica\attributes").Attributes -eq (Get-Item -Force "$Source\attributes").Attributes
  }
  Check 'an alternate stream' {
    if ([IO.DriveInfo]::new($kind).DriveFormat -notin 'NTFS', 'ReFS') { return 'not on this system' }
    Set-Content "$Source\file" -Stream other -Value 'beside'
    Sync
    (Get-Content "$Replica\file" -Stream other) -eq 'beside'
  }
  Check 'a hard link' {
    if ([IO.DriveInfo]::new($kind).DriveFormat -ne 'NTFS') { return 'not on this system' }
    New-Item -ItemType HardLink -Path "$Source\second name" -Target "$Source\file" | Out-Null
    Sync
    @(fsutil hardlink list "$Replica\file").Count -eq 2
  }
  Check 'a symbolic link stays a link' {
    New-Item -ItemType SymbolicLink -Path "$Source\link" -Target 'file' | Out-Null
    Sync
    (Get-Item "$Replica\link").LinkType -eq 'SymbolicLink'
  }
  Check 'a junction is not followed' {
    New-Item -ItemType Directory "$Folder\outside" | Out-Null
    Set-Content "$Folder\outside\secret" 'x'
    New-Item -ItemType Junction -Path "$Source\junction" -Target "$Folder\outside" | Out-Null
    Sync
    (Get-Item "$Replica\junction").LinkType -eq 'Junction'
  }
  Check 'a folder of the replica that became a junction is not written through' {
    New-Item -ItemType Directory "$Source\folder" | Out-Null
    Set-Content "$Source\folder\inside" 'x'
    Sync
    Remove-Item -Recurse "$Replica\folder"
    New-Item -ItemType Junction -Path "$Replica\folder" -Target "$Folder\outside" | Out-Null
    Sync
    (-not (Test-Path "$Folder\outside\inside")) -and (Test-Path "$Folder\outside\secret") -and (Test-Path "$Replica\folder\inside")
  }
  Check 'a path of more than 260 characters' {
    $deep = "$Source\" + (('d' * 60 + '\') * 5)
    [IO.Directory]::CreateDirectory('\\?\' + $deep) | Out-Null
    [IO.File]::WriteAllText('\\?\' + $deep + 'file', 'deep')
    Sync
    [IO.File]::Exists('\\?\' + $deep.Replace($Source, $Replica) + 'file')
  }
  Check 'names that only differ in case are renamed' {
    Set-Content "$Source\Case" 'x'; Sync
    Rename-Item "$Source\Case" 'tmp'; Rename-Item "$Source\tmp" 'CASE'; Sync
    (Get-ChildItem $Replica | Where-Object Name -ceq 'CASE') -ne $null
  }
  Check 'owner and security descriptor with --acls' {
    $acl = Get-Acl "$Source\file"
    $acl.SetAccessRuleProtection($true, $false)
    $acl.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule('BUILTIN\Administrators', 'FullControl', 'Allow')))
    Set-Acl "$Source\file" $acl
    Sync --acls
    (Get-Acl "$Replica\file").Sddl -eq (Get-Acl "$Source\file").Sddl
  }
  Check 'with --acls a folder and what has inherited from it, owned by somebody else, doubled nowhere' {
    New-Item -ItemType Directory "$Source\shared\inner" -Force | Out-Null
    $acl = Get-Acl "$Source\shared"
    $acl.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule('BUILTIN\Guests', 'ReadAndExecute', 'ContainerInherit, ObjectInherit', 'None', 'Allow')))
    Set-Acl "$Source\shared" $acl
    Set-Content "$Source\shared\inner\heir" 'x'
    & icacls "$Source\shared\inner" /setowner '*S-1-5-18' | Out-Null
    Sync --acls
    foreach ($name in 'shared', 'shared\inner', 'shared\inner\heir') {
      if ((Get-Acl "$Replica\$name").Sddl -ne (Get-Acl "$Source\$name").Sddl) { return "differs: $name" }
    }
    $true
  }
  Check 'with --acls a change of the access list alone is a repair, and then an idle pass' {
    $acl = Get-Acl "$Source\shared\inner\heir"
    $acl.SetAccessRuleProtection($true, $true)
    Set-Acl "$Source\shared\inner\heir" $acl
    Sync --acls
    $repaired = ($script:Said -like '*Updated metadata*heir*') -and ((Get-Acl "$Replica\shared\inner\heir").Sddl -eq (Get-Acl "$Source\shared\inner\heir").Sddl)
    Sync --acls
    $repaired -and ($script:Said -like '*no changes occurred*')
  }
  Check 'with --acls a file that only SYSTEM may read is mirrored' {
    Set-Content "$Source\closed" 'secret'
    & icacls "$Source\closed" /inheritance:r /grant '*S-1-5-18:F' | Out-Null
    Sync --acls
    $mirrored = Test-Path "$Replica\closed"
    Sync --acls
    $idle = $script:Said -like '*no changes occurred*'
    & takeown /a /f "$Source\closed" | Out-Null; & icacls "$Source\closed" /reset | Out-Null
    Sync --acls
    $mirrored -and $idle -and (Same 'closed')
  }
  Check 'a copy on one ReFS volume shares blocks' {
    if ([IO.DriveInfo]::new($kind).DriveFormat -ne 'ReFS') { return 'not on this system' }
    $bytes = New-Object byte[] (64MB + 1); (New-Object Random 2).NextBytes($bytes)
    [IO.File]::WriteAllBytes("$Source\cloned", $bytes)
    $drive = [IO.DriveInfo]::new($kind); $before = $drive.AvailableFreeSpace
    Sync
    ($before - $drive.AvailableFreeSpace -lt 32MB) -and (Same 'cloned')
  }
  Check 'a large file of an odd size, past the cache, and then over an older one' {
    $bytes = New-Object byte[] (50MB); $random = New-Object Random 3
    foreach ($odd in 12345, 4097) {
      $stream = [IO.File]::Create("$Source\past the cache")
      try {
        for ($i = 0; $i -lt 6; $i++) { $random.NextBytes($bytes); $stream.Write($bytes, 0, $bytes.Length) }
        $stream.Write($bytes, 0, $odd)
      } finally { $stream.Close() }
      Sync --verify-writes
      if ((Get-Item "$Replica\past the cache").Length -ne 300MB + $odd) { return "size of $odd" }
      if (-not (Same 'past the cache')) { return "content of $odd" }
    }
    $true
  }
  Check 'a source file that another program has to itself is one named problem' {
    $held = [IO.File]::Open("$Source\held", 'CreateNew', 'ReadWrite', 'None')
    try { Lockstep sync $Source $Replica --approve } finally { $held.Close() }
    ($script:Code -eq 3) -and ($script:Said -like '*with 1 problem*') -and ($script:Said -like '*held*')
  }
  Check 'a file of the replica that is open is replaced, or named' {
    $reader = [IO.File]::Open("$Replica\file", 'Open', 'Read', 'ReadWrite, Delete')
    try { Set-Content "$Source\file" 'other content'; Sync } finally { $reader.Close() }
    Same 'file'
  }
  Check 'an idle pass writes nothing' {
    Sync; $before = (Get-ChildItem -Force -Recurse $Replica | ForEach-Object { $_.FullName + $_.LastWriteTimeUtc.Ticks }) -join "`n"
    Sync; $after = (Get-ChildItem -Force -Recurse $Replica | ForEach-Object { $_.FullName + $_.LastWriteTimeUtc.Ticks }) -join "`n"
    ($before -eq $after) -and ($script:Said -like '*no changes occurred*')
  }
  Check 'verify agrees' { Lockstep verify $Source $Replica; $script:Code -eq 0 }

  # ---- service ---------------------------------------------------------------------------------
  Configure
  Check 'service install, without a notice' {
    Lockstep service install --config $Config
    ($script:Code -eq 0) -and ($script:Said -notlike '*Notice*')
  }
  Check 'delayed start, failure actions, their flag, preshutdown, SID, privileges' {
    $key = Get-ItemProperty HKLM:\SYSTEM\CurrentControlSet\Services\Lockstep
    ($key.DelayedAutostart -eq 1) -and ($key.FailureActionsOnNonCrashFailures -eq 1) -and
    ($key.PreshutdownTimeout -eq 300000) -and ($key.ServiceSidType -eq 1) -and
    ($key.RequiredPrivileges -contains 'SeBackupPrivilege')
  }
  Check 'start, and a change mirrored' {
    Lockstep service start
    Set-Content "$Source\by service" 'x'
    ($script:Code -eq 0) -and (Within 20 { Test-Path "$Replica\by service" })
  }
  Check 'pause and continue by the service manager' {
    Suspend-Service Lockstep
    Set-Content "$Source\while paused" 'x'
    Start-Sleep 2
    $held = -not (Test-Path "$Replica\while paused")
    Resume-Service Lockstep
    $held -and (Within 20 { Test-Path "$Replica\while paused" })
  }
  Check 'a wrong configuration does not replace the running one' {
    Configure @('nonsense = 1'); Lockstep service reload; $refused = $script:Code -eq 2
    Configure; Lockstep service reload
    $refused -and ($script:Code -eq 0) -and ((Get-Service Lockstep).Status -eq 'Running')
  }
  Check 'an event with its text' {
    $entry = Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = 'Lockstep' } -MaxEvents 1
    $entry.Message -match '\S'
  }
  Check 'a killed service is started again' {
    $first = (Get-CimInstance Win32_Service -Filter "Name='Lockstep'").ProcessId
    Stop-Process -Force -Id $first
    Within 60 { $now = (Get-CimInstance Win32_Service -Filter "Name='Lockstep'"); ($now.State -eq 'Running') -and ($now.ProcessId -ne $first) }
  }
  Check 'a stop in the middle of a large copy' {
    $bytes = New-Object byte[] (64MB); (New-Object Random 1).NextBytes($bytes)
    Configure @('bwlimit = "4M"'); Lockstep service reload
    [IO.File]::WriteAllBytes("$Source\large", $bytes)
    Start-Sleep 3
    $watch = [Diagnostics.Stopwatch]::StartNew(); Stop-Service Lockstep; $took = $watch.Elapsed.TotalSeconds
    ($took -lt 5) -and -not (Get-ChildItem -Force $Replica -Filter '.lockstep-*')
  }
  Check 'service uninstall' {
    Lockstep service uninstall
    ($script:Code -eq 0) -and -not (Get-Service Lockstep -ErrorAction SilentlyContinue)
  }
}
finally {
  & $Program service uninstall 2>&1 | Out-Null
  Get-ChildItem -Force -Recurse $Folder -ErrorAction SilentlyContinue | ForEach-Object { try { $_.Attributes = 'Normal' } catch { } }
  cmd /c rmdir /s /q "\\?\$Folder"
}
Write-Output "$script:Failures failed"
exit $script:Failures
