# What becomes of a replica whose source changes, and of one whose source does not.

function FileId([string]$Path) { "$(& fsutil.exe file queryfileid $Path)" }

Check 'a folder with subfolders that was renamed is renamed, and so is one that changed its case' {
  if ((Kind $Folder) -notin 'NTFS', 'ReFS') { return 'not on this system' }
  New-Item -ItemType Directory "$Source\Tree\a\b", "$Source\Tree\c" | Out-Null
  [IO.File]::WriteAllText("$Source\Tree\a\b\leaf", 'of the tree that is renamed')
  [IO.File]::WriteAllText("$Source\Tree\c\other", 'another leaf of it')
  Sync
  $id = FileId "$Replica\Tree\a\b\leaf"
  Rename-Item -LiteralPath "$Source\Tree" 'Other tree'
  Sync
  if ($script:Said -notlike '*Renamed*Other tree*') { return $script:Said }
  Rename-Item -LiteralPath "$Source\Other tree" 'between'; Rename-Item -LiteralPath "$Source\between" 'OTHER TREE'
  Sync
  $name = @(Get-ChildItem -LiteralPath $Replica | Where-Object { $_.Name -ceq 'OTHER TREE' })
  if ($name.Count -ne 1) { return 'the case' }
  Idle
  (FileId "$Replica\OTHER TREE\a\b\leaf") -eq $id
}
Check 'read-only entries are replaced and removed' {
  New-Item -ItemType Directory "$Source\locked\inner" | Out-Null
  $path = "$Source\locked\inner\file"
  foreach ($content in 'one', 'two, and longer') {
    if ([IO.File]::Exists($path)) { [IO.File]::SetAttributes($path, 'Normal') }
    [IO.File]::WriteAllText($path, $content)
    [IO.File]::SetAttributes($path, 'ReadOnly')
    Sync
    if (-not (Same 'locked\inner\file')) { return "content: $content" }
    if (-not (HasAttribute "$Replica\locked\inner\file" 'ReadOnly')) { return "attribute: $content" }
  }
  Remove-Item -Recurse -Force -LiteralPath "$Source\locked"
  Sync
  -not (Test-Path "$Replica\locked")
}
Check 'a file that is replaced, or made anew, has the creation time of its source' {
  foreach ($year in 2001, 2002, 2003) {
    # Within 15 seconds Windows gives a name that comes back its old creation time ("tunneling").
    if ($year -eq 2003) { Remove-Item -LiteralPath "$Source\again"; Sync }
    [IO.File]::WriteAllText("$Source\again", "of $year")
    [IO.File]::SetCreationTimeUtc("$Source\again", [datetime]::new($year, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
    Sync
    $there = [IO.File]::GetCreationTimeUtc("$Replica\again")
    if ($there -ne [IO.File]::GetCreationTimeUtc("$Source\again")) { return "$year is $there" }
  }
  $true
}
Check 'an offline file is a named problem, and is fetched with --recall' {
  [IO.File]::WriteAllText("$Source\offline", 'far away')
  & attrib.exe +o "$Source\offline"
  if (-not (HasAttribute "$Source\offline" 'Offline')) { return 'not on this system' }
  try {
    Lockstep sync $Source $Replica --approve
    $named = ($script:Code -eq 3) -and ($script:Said -like '*offline*--recall*') -and -not (Test-Path "$Replica\offline")
    Sync --recall
  } finally { & attrib.exe -o "$Source\offline" }
  Sync
  $named -and (Same 'offline')
}
Check 'a source file that another program has to itself is one named problem' {
  $held = [IO.File]::Open("$Source\held", 'CreateNew', 'ReadWrite', 'None')
  try { Lockstep sync $Source $Replica --approve } finally { $held.Close() }
  ($script:Code -eq 3) -and ($script:Said -like '*with 1 problem*') -and ($script:Said -like '*held*')
}
Check 'a file of the replica that is open is replaced, or named' {
  Sync
  $reader = [IO.File]::Open("$Replica\file", 'Open', 'Read', 'ReadWrite, Delete')
  try { [IO.File]::WriteAllText("$Source\file", 'other content'); Sync } finally { $reader.Close() }
  Same 'file'
}
Check 'a pass over an unchanged tree writes nothing' {
  $before = Listing $Replica
  Idle
  $different = Difference $before (Listing $Replica)
  if ($different) { $different } else { $true }
}
Check 'nor does the pass after a first copy, which is equal in attributes and times' {
  $Source = "$Folder\fresh source"; $Replica = "$Folder\fresh replica"
  New-Item -ItemType Directory "$Source\folder\inner", "$Source\folder\empty" | Out-Null
  $number = 0
  foreach ($wanted in 'Normal', 'Archive', 'ReadOnly', 'Hidden', 'Hidden, System, Archive') {
    $number++
    $path = "$Source\folder\inner\$number"
    [IO.File]::WriteAllText($path, $wanted)
    [IO.File]::SetCreationTimeUtc($path, [datetime]::new(2000 + $number, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
    [IO.File]::SetAttributes($path, [IO.FileAttributes]$wanted)
  }
  [IO.Directory]::SetCreationTimeUtc("$Source\folder\empty", [datetime]::new(1999, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
  Sync
  $copied = Listing $Replica
  $different = Difference (Listing $Source) $copied
  if ($different) { return $different }
  Idle
  $different = Difference $copied (Listing $Replica)
  if ($different) { $different } else { $true }
}
Check 'verify agrees' { Lockstep verify $Source $Replica; $script:Code -eq 0 }
