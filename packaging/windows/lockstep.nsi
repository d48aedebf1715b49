; lockstep-VERSION-windows-x64-setup.exe, for makensis: the program for all users, its place in PATH,
; the service where there is a configuration.
;
;   setup.exe /S                    install or upgrade without a question
;   setup.exe /S /D=C:\Elsewhere    … there
;   uninstall.exe /S                remove; configuration, state and logs stay
;   uninstall.exe /S /PURGE         remove those below ProgramData, too
;
; Given by make_packages.sh: VERSION, NUMBERS (three), CONTENT (the folder of the files), OUTPUT.

; Before all else: the 32-bit installer's stub does nothing on a system without 32-bit programs.
Target amd64-unicode
Unicode true
Name "Lockstep"
OutFile "${OUTPUT}"
RequestExecutionLevel admin
SetCompressor /SOLID lzma
InstallDir "$PROGRAMFILES64\Lockstep"
Icon "${CONTENT}/lockstep.ico"
UninstallIcon "${CONTENT}/lockstep.ico"
VIProductVersion "${NUMBERS}.0"
VIAddVersionKey ProductName "Lockstep"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Lockstep's setup"
VIAddVersionKey CompanyName "The Lockstep authors"
VIAddVersionKey LegalCopyright "The Lockstep authors"

!include FileFunc.nsh
!include LogicLib.nsh
!include WinMessages.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Lockstep"
!define ENVIRONMENT "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
!define CONFIGURATION "$0\Lockstep\lockstep.toml"

LicenseData "${CONTENT}/LICENSE.txt"
Page license
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

; The folder that all users share for data: into $0.
!macro FindData
  SetShellVarContext all
  StrCpy $0 $APPDATA
!macroend

Function .onInit
  SetRegView 64
  ; An upgrade goes where the program is.
  ${If} $INSTDIR == "$PROGRAMFILES64\Lockstep"
    ReadRegStr $1 HKLM "${UNINSTALL}" InstallLocation
    ${If} $1 != ""
      StrCpy $INSTDIR $1
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
FunctionEnd

Section
  !insertmacro FindData
  ; A running program can't be replaced. Of a service that nobody has this changes nothing.
  ${If} ${FileExists} "$INSTDIR\lockstep.exe"
    nsExec::ExecToLog '"$INSTDIR\lockstep.exe" service stop'
    Pop $1
  ${EndIf}
  SetOutPath "$INSTDIR"
  ClearErrors
  File "${CONTENT}/lockstep.exe"
  ${If} ${Errors}
    SetErrorLevel 5
    Abort "lockstep.exe is in use: end it and try again"
  ${EndIf}
  File "${CONTENT}/README.md"
  File "${CONTENT}/CHANGELOG.md"
  File "${CONTENT}/LICENSE.txt"
  File "${CONTENT}/lockstep.toml"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  WriteRegStr HKLM "${UNINSTALL}" DisplayName "Lockstep"
  WriteRegStr HKLM "${UNINSTALL}" DisplayVersion "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" DisplayIcon "$INSTDIR\lockstep.exe"
  WriteRegStr HKLM "${UNINSTALL}" Publisher "The Lockstep authors"
  WriteRegStr HKLM "${UNINSTALL}" InstallLocation "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" NoModify 1
  WriteRegDWORD HKLM "${UNINSTALL}" NoRepair 1
  Call AddToPath

  ; The service needs a configuration to be installed; `lockstep service install` does it later.
  ${If} ${FileExists} "${CONFIGURATION}"
    nsExec::ExecToLog '"$INSTDIR\lockstep.exe" service install --config "${CONFIGURATION}"'
    Pop $1
    ${If} $1 == 0
      nsExec::ExecToLog '"$INSTDIR\lockstep.exe" service start'
      Pop $1
    ${EndIf}
    ${If} $1 != 0
      DetailPrint "The service does not run yet: see above"
    ${EndIf}
  ${Else}
    DetailPrint "There is no ${CONFIGURATION} yet: write one, then 'lockstep service install'"
  ${EndIf}
SectionEnd

; The string: into $1; the error flag says that it could not be read. Of a value that is longer than
; a string of the installer's (NSIS_MAX_STRLEN, 1024) ReadRegStr makes an empty one, not a cut one:
; written back it would be all of PATH.
!macro ReadPath
  ClearErrors
  ReadRegStr $1 HKLM "${ENVIRONMENT}" Path
!macroend

Function AddToPath
  !insertmacro ReadPath
  StrLen $2 $1
  StrLen $3 "$INSTDIR"
  IntOp $2 $2 + $3
  IntOp $2 $2 + 2  ; a ";" and the end
  ${If} ${Errors}
  ${OrIf} $2 > ${NSIS_MAX_STRLEN}
    DetailPrint "PATH is too long to be changed here: add $INSTDIR to it"
    Return
  ${EndIf}
  Push "$1;"
  Push "$INSTDIR;"
  Call Contains
  Pop $2
  ${If} $2 == ""
    WriteRegExpandStr HKLM "${ENVIRONMENT}" Path "$1;$INSTDIR"
    SendMessage ${HWND_BROADCAST} ${WM_WININICHANGE} 0 "STR:Environment" /TIMEOUT=5000
  ${EndIf}
FunctionEnd

; Text, part -> what stands in front of the part, with a ">"; empty when it is not there.
!macro Contains un
Function ${un}Contains
  Exch $R1  ; the part
  Exch
  Exch $R0  ; the text
  Push $R2
  Push $R3
  Push $R4
  StrLen $R2 $R1
  StrLen $R4 $R0
  StrCpy $R3 0
  ${DoWhile} $R3 <= $R4
    StrCpy $R5 $R0 $R2 $R3
    ${If} $R5 == $R1
      StrCpy $R5 $R0 $R3
      StrCpy $R0 ">$R5"
      Goto found
    ${EndIf}
    IntOp $R3 $R3 + 1
  ${Loop}
  StrCpy $R0 ""
  found:
  Pop $R4
  Pop $R3
  Pop $R2
  Exch $R0
  Exch
  Pop $R1
FunctionEnd
!macroend
!insertmacro Contains ""
!insertmacro Contains "un."

Function un.RemoveFromPath
  !insertmacro ReadPath
  StrLen $2 $1
  IntOp $2 $2 + 2  ; a ";" and the end
  ${If} ${Errors}
  ${OrIf} $2 > ${NSIS_MAX_STRLEN}
    DetailPrint "PATH is too long to be changed here: remove $INSTDIR from it"
    Return
  ${EndIf}
  Push "$1;"
  Push ";$INSTDIR;"
  Call un.Contains
  Pop $2
  ${If} $2 != ""
    StrCpy $3 $2 "" 1  ; what stands in front
    StrLen $4 ";$INSTDIR;"
    StrLen $5 $3
    IntOp $4 $4 + $5
    StrCpy $6 "$1;" "" $4  ; what stands behind, with a ";" at its end
    ${If} $6 != ""
      StrCpy $6 $6 -1
      StrCpy $6 ";$6"
    ${EndIf}
    WriteRegExpandStr HKLM "${ENVIRONMENT}" Path "$3$6"
    SendMessage ${HWND_BROADCAST} ${WM_WININICHANGE} 0 "STR:Environment" /TIMEOUT=5000
  ${EndIf}
FunctionEnd

Section Uninstall
  !insertmacro FindData
  nsExec::ExecToLog '"$INSTDIR\lockstep.exe" service uninstall'
  Pop $1
  ${If} $1 != 0
    SetErrorLevel 5
    Abort "The service could not be removed"
  ${EndIf}
  Call un.RemoveFromPath
  Delete "$INSTDIR\lockstep.exe"
  Delete "$INSTDIR\README.md"
  Delete "$INSTDIR\CHANGELOG.md"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\lockstep.toml"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL}"
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/PURGE" $2
  ${IfNot} ${Errors}
    RMDir /r "$0\Lockstep"
  ${EndIf}
SectionEnd
