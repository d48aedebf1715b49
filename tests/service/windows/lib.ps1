# What the checks of windows.ps1 are made of. A check that sets $Source or $Replica for itself
# mirrors those: its own variables are seen by what it calls.

Add-Type -TypeDefinition @'
using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

// .NET as PowerShell 5.1 starts it takes no path of more than 260 characters, none with "\\?\", and
// knows no volume without a letter.
public static class LockstepNative {
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool GetVolumeInformationW(string root, IntPtr name, uint nameSize, IntPtr serial,
                                           IntPtr longest, IntPtr flags, StringBuilder kind, uint kindSize);
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool CreateDirectoryW(string path, IntPtr security);
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern SafeFileHandle CreateFileW(string path, uint access, uint sharing, IntPtr security,
                                           uint disposition, uint flags, IntPtr template);
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern uint GetFileAttributesW(string path);
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern uint GetCompressedFileSizeW(string path, out uint high);

  public static string VolumeKind(string root) {
    StringBuilder kind = new StringBuilder(64);
    bool told = GetVolumeInformationW(root, IntPtr.Zero, 0, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, kind, 64);
    return told ? kind.ToString() : "unknown";
  }
  public static void MakeFolder(string path) {
    if (!CreateDirectoryW(path, IntPtr.Zero)) throw new Win32Exception();
  }
  public static void Write(string path, string text) {
    using (SafeFileHandle handle = CreateFileW(path, 0x40000000, 0, IntPtr.Zero, 2, 0x80, IntPtr.Zero)) {
      if (handle.IsInvalid) throw new Win32Exception();
      using (FileStream stream = new FileStream(handle, FileAccess.Write)) {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        stream.Write(bytes, 0, bytes.Length);
      }
    }
  }
  public static bool Exists(string path) { return GetFileAttributesW(path) != 0xFFFFFFFF; }
  public static long BytesOnDisk(string path) {
    uint high;
    uint low = GetCompressedFileSizeW(path, out high);
    return ((long)high << 32) | low;
  }
}
'@

function Check([string]$Name, [scriptblock]$Holds) {
  try { $outcome = & $Holds } catch { $outcome = "$_" }
  if ($outcome -is [bool] -and $outcome) { Write-Output "ok      $Name"; return }
  if ("$outcome" -like 'not on this system*') { Write-Output "$outcome   $Name"; return }
  $script:Failures++
  Write-Output "FAILED  $Name ($outcome)"
}

# PowerShell 5.1 makes an error of each line that a program writes to a standard error which is
# redirected: with 'Stop' the first one would end the check.
function Lockstep {
  $ErrorActionPreference = 'Continue'
  $script:Said = (& $Program @args 2>&1 | ForEach-Object { "$_" }) -join "`n"
  $script:Code = $LASTEXITCODE
}
function Sync {
  Lockstep sync $Source $Replica --approve @args
  if ($script:Code -ne 0) { throw "exit code $($script:Code): $($script:Said)" }
}
# Sync, and nothing to do.
function Idle {
  Sync @args
  if ($script:Said -notlike '*no changes occurred*') { throw "not idle: $($script:Said)" }
}
function Within([int]$Seconds, [scriptblock]$Condition) {
  $end = (Get-Date).AddSeconds($Seconds)
  while ((Get-Date) -lt $end) { if (& $Condition) { return $true }; Start-Sleep -Milliseconds 100 }
  return $false
}

function Same([string]$Path) {
  (Get-FileHash -LiteralPath (Join-Path $Source $Path)).Hash -eq (Get-FileHash -LiteralPath (Join-Path $Replica $Path)).Hash
}
function HasAttribute([string]$Path, [IO.FileAttributes]$Which) {
  ((Get-Item -Force -LiteralPath $Path).Attributes -band $Which) -eq $Which
}
# Everything below a folder with attributes, creation time and time of the last change, as one text.
function Listing([string]$Root) {
  @(ListingLines $Root ($Root.TrimEnd('\').Length)) -join "`n"
}
function ListingLines([string]$Path, [int]$Front) {
  foreach ($item in Get-ChildItem -Force -LiteralPath $Path) {
    '{0} | {1} | {2:o} | {3:o}' -f ($item.FullName.Substring($Front)), $item.Attributes, $item.CreationTimeUtc, $item.LastWriteTimeUtc
    if ($item.PSIsContainer -and -not (HasAttribute $item.FullName 'ReparsePoint')) { ListingLines $item.FullName $Front }
  }
}
# The first line that differs; nothing when both are equal.
function Difference([string]$One, [string]$Other) {
  $ones = $One -split "`n"; $others = $Other -split "`n"
  for ($i = 0; $i -lt [Math]::Max($ones.Count, $others.Count); $i++) {
    $left = if ($i -lt $ones.Count) { $ones[$i] } else { '' }
    $right = if ($i -lt $others.Count) { $others[$i] } else { '' }
    if ($left -cne $right) { return "'$left' and '$right'" }
  }
}

function Volume([string]$Path) { [IO.Path]::GetPathRoot($Path).TrimEnd('\') + '\' }
function Kind([string]$Path) { [LockstepNative]::VolumeKind((Volume $Path)) }
function IsShare([string]$Path) { $Path.StartsWith('\\') }
function LongPath([string]$Path) {
  if (IsShare $Path) { '\\?\UNC\' + $Path.Substring(2) } else { '\\?\' + $Path }
}
# The folder by the share that Windows makes of each drive for administrators; empty where there is
# none.
function ShareOf([string]$Path) {
  if ($Path -notmatch '^([A-Za-z]):\\') { return '' }
  $share = '\\localhost\' + $Matches[1] + '$' + $Path.Substring(2)
  if ([IO.Directory]::Exists($share)) { $share } else { '' }
}
function FreeLetter {
  foreach ($letter in 'V', 'W', 'X', 'Y', 'T', 'S', 'R') {
    if (-not [IO.Directory]::Exists("${letter}:\") -and -not (Get-PSDrive $letter -ErrorAction SilentlyContinue)) { return $letter }
  }
  throw 'no drive letter is free'
}
