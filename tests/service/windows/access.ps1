# --acls: owners and access lists. By security identifiers: names are translated.

function Rule([string]$Sid, [string]$Rights, [string]$Inheritance) {
  $identity = New-Object Security.Principal.SecurityIdentifier $Sid
  New-Object Security.AccessControl.FileSystemAccessRule -ArgumentList $identity, $Rights, $Inheritance, 'None', 'Allow'
}
function HasSecurity { (Kind $Folder) -in 'NTFS', 'ReFS' }

Check 'owner and security descriptor with --acls' {
  if (-not (HasSecurity)) { return 'not on this system' }
  $acl = Get-Acl "$Source\file"
  $acl.SetAccessRuleProtection($true, $false)
  $acl.AddAccessRule((Rule 'S-1-5-32-544' 'FullControl' 'None'))
  Set-Acl "$Source\file" $acl
  Sync --acls
  (Get-Acl "$Replica\file").Sddl -eq (Get-Acl "$Source\file").Sddl
}
Check 'with --acls a folder and what has inherited from it, owned by somebody else, doubled nowhere' {
  if (-not (HasSecurity)) { return 'not on this system' }
  New-Item -ItemType Directory "$Source\shared\inner" | Out-Null
  $acl = Get-Acl "$Source\shared"
  $acl.AddAccessRule((Rule 'S-1-5-32-546' 'ReadAndExecute' 'ContainerInherit, ObjectInherit'))
  Set-Acl "$Source\shared" $acl
  [IO.File]::WriteAllText("$Source\shared\inner\heir", 'x')
  & icacls.exe "$Source\shared\inner" /setowner '*S-1-5-18' /q | Out-Null
  Sync --acls
  foreach ($name in 'shared', 'shared\inner', 'shared\inner\heir') {
    if ((Get-Acl "$Replica\$name").Sddl -ne (Get-Acl "$Source\$name").Sddl) { return "differs: $name" }
  }
  $true
}
Check 'with --acls a change of the access list alone is a repair, and then an idle pass' {
  if (-not (HasSecurity)) { return 'not on this system' }
  & icacls.exe "$Source\shared\inner\heir" /inheritance:d /q | Out-Null
  Sync --acls
  $repaired = ($script:Said -like '*Updated metadata*heir*') -and ((Get-Acl "$Replica\shared\inner\heir").Sddl -eq (Get-Acl "$Source\shared\inner\heir").Sddl)
  Idle --acls
  $repaired
}
Check 'with --acls a file that only SYSTEM may read is mirrored' {
  if (-not (HasSecurity)) { return 'not on this system' }
  [IO.File]::WriteAllText("$Source\closed", 'secret')
  & icacls.exe "$Source\closed" /inheritance:r /grant '*S-1-5-18:F' /q | Out-Null
  try {
    Sync --acls
    $mirrored = Test-Path "$Replica\closed"
    Idle --acls
  } finally {
    & takeown.exe /a /f "$Source\closed" | Out-Null
    & icacls.exe "$Source\closed" /reset /q | Out-Null
  }
  Sync --acls
  $mirrored -and (Same 'closed')
}
