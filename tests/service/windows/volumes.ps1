# Other kinds of volumes: a share (SMB, of this machine), and FAT32, exFAT and NTFS on virtual disks.

# What every volume can hold, from $Source to $Replica: copied, changed, renamed, removed.
function TryVolume {
  New-Item -ItemType Directory "$Source\folder\inner", "$Source\leaving" | Out-Null
  [IO.File]::WriteAllText("$Source\file", 'one')
  [IO.File]::WriteAllText("$Source\folder\inner\$([char]0x65E5)$([char]0x672C)", 'named in another script')
  [IO.File]::WriteAllText("$Source\leaving\file", 'not for long')
  [IO.File]::WriteAllText("$Source\folder\guarded", 'one')
  [IO.File]::SetAttributes("$Source\folder\guarded", 'ReadOnly')
  Sync
  Idle
  [IO.File]::SetAttributes("$Source\folder\guarded", 'Normal')
  foreach ($name in 'file', 'folder\guarded') { [IO.File]::WriteAllText("$Source\$name", 'two, and longer') }
  [IO.File]::SetAttributes("$Source\folder\guarded", 'ReadOnly')
  Rename-Item -LiteralPath "$Source\folder\inner" 'between'; Rename-Item -LiteralPath "$Source\folder\between" 'INNER'
  Remove-Item -Recurse -LiteralPath "$Source\leaving"
  Sync
  Idle
  foreach ($name in 'file', 'folder\guarded') { if (-not (Same $name)) { throw "differs: $name" } }
  if (Test-Path -LiteralPath "$Replica\leaving") { throw 'what is gone is still there' }
  if (@(Get-ChildItem -LiteralPath "$Replica\folder" | Where-Object { $_.Name -ceq 'INNER' }).Count -ne 1) { throw 'the case' }
  Lockstep verify $Source $Replica
  if ($script:Code -ne 0) { throw "verify: $($script:Said)" }
}

# Runs the check with the root of an empty volume: "V:\".
function WithVolume([string]$Format, [scriptblock]$Holds) {
  $letter = FreeLetter
  $disk = Join-Path $Own "$Format.vhd"; $commands = Join-Path $Own 'diskpart.txt'
  [IO.File]::WriteAllLines($commands, [string[]]@("create vdisk file=`"$disk`" maximum=300 type=expandable",
      "select vdisk file=`"$disk`"", 'attach vdisk', 'create partition primary',
      "format fs=$Format label=LOCKSTEP quick", "assign letter=$letter"))
  $told = "$(& diskpart.exe /s $commands)"
  try {
    if ($LASTEXITCODE -ne 0 -or -not [IO.Directory]::Exists("${letter}:\")) { return "not on this system ($told)" }
    & $Holds "${letter}:\"
  } finally {
    [IO.File]::WriteAllLines($commands, [string[]]@("select vdisk file=`"$disk`"", 'detach vdisk'))
    & diskpart.exe /s $commands | Out-Null
  }
}

Check 'a replica on a share (SMB)' {
  $share = ShareOf $Folder
  if (-not $share) { return 'not on this system' }
  $Source = "$Folder\share source"; $Replica = "$share\share replica"
  TryVolume
  $true
}
Check 'a source on a share (SMB)' {
  $share = ShareOf $Folder
  if (-not $share) { return 'not on this system' }
  $Source = "$share\share source 2"; $Replica = "$Folder\share replica 2"
  TryVolume
  $true
}
foreach ($format in 'fat32', 'exfat') {
  Check "a replica on $format, and the same as a source" {
    WithVolume $format {
      param($root)
      $Source = "$Folder\source of $format"; $Replica = "${root}replica"
      TryVolume
      $Source = "${root}source"; $Replica = "$Folder\replica of $format"
      TryVolume
      $true
    }
  }
}
Check 'the root of a volume: what the system keeps there is left alone' {
  WithVolume 'ntfs' {
    param($root)
    $kept = "${root}System Volume Information"
    if (-not (Within 5 { [LockstepNative]::Exists($kept) })) { return 'not on this system' }
    [IO.File]::WriteAllText("${root}file", 'x')
    $Source = $root; $Replica = "$Folder\replica of a root"
    Sync
    if ([LockstepNative]::Exists("$Replica\System Volume Information")) { return 'it was mirrored' }
    if (-not (Test-Path "$Replica\file")) { return 'the file is missing' }
    Idle
    $Source = "$Folder\source of a root"; $Replica = $root
    New-Item -ItemType Directory $Source | Out-Null
    [IO.File]::WriteAllText("$Source\other", 'x')
    Sync
    if (Test-Path "${root}file") { return 'what is not in the source stayed' }
    Idle
    [LockstepNative]::Exists($kept)
  }
}
