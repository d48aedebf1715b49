# What a file, a folder, a link is, and how it arrives.

[IO.File]::WriteAllText("$Source\file", 'content')
Check 'a file with its times, to 100 ns' {
  (Get-Item "$Source\file").CreationTimeUtc = [datetime]::new(2001, 2, 3, 4, 5, 6, [DateTimeKind]::Utc).AddTicks(7)
  (Get-Item "$Source\file").LastWriteTimeUtc = [datetime]::new(2011, 2, 3, 4, 5, 6, [DateTimeKind]::Utc).AddTicks(1234567)
  Sync
  ((Get-Item "$Replica\file").LastWriteTimeUtc.Ticks -eq (Get-Item "$Source\file").LastWriteTimeUtc.Ticks) -and
  ((Get-Item "$Replica\file").CreationTimeUtc.Ticks -eq (Get-Item "$Source\file").CreationTimeUtc.Ticks)
}
Check 'read-only, hidden, system, not indexed, and without archive' {
  foreach ($wanted in 'ReadOnly, Hidden, System, Archive', 'Normal', 'ReadOnly', 'Hidden', 'NotContentIndexed, Archive') {
    $path = "$Source\attributes " + $wanted.Replace(',', '')
    [IO.File]::WriteAllText($path, 'x')
    [IO.File]::SetAttributes($path, [IO.FileAttributes]$wanted)
  }
  Sync
  foreach ($item in Get-ChildItem -Force -Path "$Source\attributes *") {
    $there = (Get-Item -Force -LiteralPath "$Replica\$($item.Name)").Attributes
    if ($there -ne $item.Attributes) { return "$($item.Name): $there" }
  }
  Idle
  $true
}
Check 'a compressed file' {
  if ((Kind $Folder) -ne 'NTFS') { return 'not on this system' }
  [IO.File]::WriteAllText("$Source\compressed", 'x' * 200000)
  & compact.exe /c /q "$Source\compressed" | Out-Null
  if (-not (HasAttribute "$Source\compressed" 'Compressed')) { return 'not on this system' }
  Sync
  (HasAttribute "$Replica\compressed" 'Compressed') -and (Same 'compressed')
}
Check 'a sparse file keeps its holes' {
  if ((Kind $Folder) -notin 'NTFS', 'ReFS') { return 'not on this system' }
  [IO.File]::WriteAllText("$Source\sparse", 'head')
  & fsutil.exe sparse setflag "$Source\sparse" | Out-Null
  $stream = [IO.File]::OpenWrite("$Source\sparse")
  try { $stream.SetLength(64MB); $stream.Position = 64MB - 1; $stream.WriteByte(1) } finally { $stream.Close() }
  Sync
  (HasAttribute "$Replica\sparse" 'SparseFile') -and (Same 'sparse') -and ([LockstepNative]::BytesOnDisk("$Replica\sparse") -lt 4MB)
}
Check 'an alternate stream' {
  if ((Kind $Folder) -notin 'NTFS', 'ReFS') { return 'not on this system' }
  Set-Content -LiteralPath "$Source\file" -Stream other -Value 'beside'
  Sync
  (Get-Content -LiteralPath "$Replica\file" -Stream other) -eq 'beside'
}
Check 'a hard link' {
  if ((Kind $Folder) -ne 'NTFS' -or (IsShare $Folder)) { return 'not on this system' }
  New-Item -ItemType HardLink -Path "$Source\second name" -Value "$Source\file" | Out-Null
  Sync
  @(& fsutil.exe hardlink list "$Replica\file").Count -eq 2
}
Check 'a symbolic link stays a link, and one that leads nowhere' {
  # By cmd: PowerShell 5.1 looks for the target, in its own folder.
  & cmd.exe /c mklink "$Source\link" file | Out-Null
  & cmd.exe /c mklink "$Source\nowhere" 'absent\file' | Out-Null
  & cmd.exe /c mklink /d "$Source\folder link" absent | Out-Null
  if (-not [LockstepNative]::Exists("$Source\link")) { return 'not on this system' }
  Sync
  foreach ($name in 'link', 'nowhere', 'folder link') {
    $here = Get-Item -Force -LiteralPath "$Source\$name"; $there = Get-Item -Force -LiteralPath "$Replica\$name"
    if ($there.LinkType -ne 'SymbolicLink' -or "$($there.Target)" -ne "$($here.Target)") { return "$name -> $($there.Target)" }
  }
  Idle
  $true
}
Check 'a junction is not followed' {
  New-Item -ItemType Directory "$Folder\outside" | Out-Null
  [IO.File]::WriteAllText("$Folder\outside\secret", 'x')
  & cmd.exe /c mklink /j "$Source\junction" "$Folder\outside" | Out-Null
  if (-not [LockstepNative]::Exists("$Source\junction")) { return 'not on this system' }
  Sync
  (Get-Item -Force -LiteralPath "$Replica\junction").LinkType -eq 'Junction'
}
Check 'a folder of the replica that became a junction is not written through' {
  New-Item -ItemType Directory "$Source\folder" | Out-Null
  [IO.File]::WriteAllText("$Source\folder\inside", 'x')
  Sync
  Remove-Item -Recurse -Force -LiteralPath "$Replica\folder"
  & cmd.exe /c mklink /j "$Replica\folder" "$Folder\outside" | Out-Null
  if (-not [LockstepNative]::Exists("$Replica\folder")) { return 'not on this system' }
  Sync
  (-not (Test-Path "$Folder\outside\inside")) -and (Test-Path "$Folder\outside\secret") -and (Test-Path "$Replica\folder\inside")
}
Check 'a path of more than 260 characters, and its removal' {
  $deep = ''
  foreach ($i in 1..5) {
    $deep += '\' + ('d' * 60)
    [LockstepNative]::MakeFolder((LongPath ($Source + $deep)))
  }
  [LockstepNative]::Write((LongPath "$Source$deep\file"), 'deep')
  Sync
  $mirrored = [LockstepNative]::Exists((LongPath "$Replica$deep\file"))
  & cmd.exe /c rmdir /s /q (LongPath ($Source + '\' + ('d' * 60)))
  Sync
  $mirrored -and -not [LockstepNative]::Exists((LongPath ($Replica + '\' + ('d' * 60))))
}
Check 'a log and a configuration by paths of more than 260 characters' {
  $deep = $Own
  foreach ($i in 1..5) { $deep += '\' + ('e' * 60) }
  Lockstep config init "$deep\lockstep.toml"
  if ($script:Code -ne 0) { return $script:Said }
  Sync --log-file "$deep\log"
  $written = [LockstepNative]::Exists((LongPath "$deep\lockstep.toml")) -and [LockstepNative]::Exists((LongPath "$deep\log"))
  & cmd.exe /c rmdir /s /q (LongPath ($Own + '\' + ('e' * 60)))
  $written
}
Check 'a copy on one ReFS volume shares blocks' {
  if ((Kind $Folder) -ne 'ReFS' -or (IsShare $Folder)) { return 'not on this system' }
  $bytes = New-Object byte[] (64MB + 1); (New-Object Random 2).NextBytes($bytes)
  [IO.File]::WriteAllBytes("$Source\cloned", $bytes)
  $drive = New-Object IO.DriveInfo (Volume $Folder); $before = $drive.AvailableFreeSpace
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
  Remove-Item "$Source\past the cache"
  Sync
  $true
}
