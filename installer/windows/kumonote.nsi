; The installer for Windows: for one user, without an administrator.
;
; Compiled by installer/packages/windows_installer.py, which gives with -D
;   TARGET      the kind of stub, e.g. amd64-unicode
;   COMPRESSION e.g. /SOLID lzma, or off
;   PAYLOAD     the list of what is put in place, an include that it has written (see there)
;   VERSION     1.2.3        VERSION_OF_FOUR  1.2.3.0
;   SIZE_KB     what the files take on the disk
;   ICON        the icon of installer and uninstaller
;   PICTURE     optional: a BMP that stands beside the words of the first and the last page
;   OUTPUT      the file to make
;   SIGN        optional: a command that signs the file that is put behind it
;
; Both programs take /S (silent) and /LANGUAGE=1033 or 1041; the installer /D=FOLDER (last, without
; quotes), the uninstaller /FORGETSECRETS and /REMOVEDATA. They end with 0, with 1 if cancelled, with 2
; if something could not be done, and with 3, having changed nothing, if Kumonote runs. (An uninstaller
; goes on as a copy of itself, which nobody sees the end of, unless its last word is _?=FOLDER.)

Target "${TARGET}"
ManifestDPIAware true
ManifestSupportedOS Win10
!if "${COMPRESSION}" == "off"
  SetCompress off
!else
  SetCompressor ${COMPRESSION}
!endif
SetDateSave on
AllowSkipFiles off
RequestExecutionLevel user

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh

!define NAME "Kumonote"
!define PUBLISHER "The Kumonote authors"
!define PROGRAM "Kumonote.exe"
!define CONSOLE "kumonote-cli.exe"
!define UNINSTALLER "uninstall.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Kumonote"
!define EXTENSION_KEY "Software\Classes\.kumonote"
!define KIND "Kumonote.Plan"
!define KIND_KEY "Software\Classes\${KIND}"
!define MENU "$SMPROGRAMS\Kumonote"
!define RUNNING 3
!define TYPES_CHANGED "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Kumonote"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

Var Secrets
Var Data
Var SecretsBox
Var DataBox

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!ifdef PICTURE
  !define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!endif
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.AskWhatGoes un.TakeAnswers
!insertmacro MUI_UNPAGE_INSTFILES

; the system's own language decides; the first one stands in for all others
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Japanese"
!include /CHARSET=UTF8 words.nsh

VIProductVersion "${VERSION_OF_FOUR}"
VIFileVersion "${VERSION_OF_FOUR}"
!macro ABOUT language
  VIAddVersionKey /LANG=${language} "ProductName" "${NAME}"
  VIAddVersionKey /LANG=${language} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${language} "LegalCopyright" "${PUBLISHER}, MIT licence"
  VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
!macroend
!insertmacro ABOUT ${LANG_ENGLISH}
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileDescription" "Kumonote setup"
!insertmacro ABOUT ${LANG_JAPANESE}
VIAddVersionKey /LANG=${LANG_JAPANESE} "FileDescription" "Kumonote セットアップ"

!include "${PAYLOAD}"

; Whoever asks for a language on the command line gets it.
!macro CHOOSE_LANGUAGE
  Push $0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/LANGUAGE=" $0
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE $0
  ${EndIf}
  ClearErrors
  Pop $0
!macroend

; Windows lets nobody write to a program that runs. Leaves "1" in $0 if `file` is one.
!macro IS_RUNNING file
  StrCpy $0 ""
  ${If} ${FileExists} "${file}"
    ClearErrors
    FileOpen $1 "${file}" a
    ${If} ${Errors}
      StrCpy $0 "1"
    ${Else}
      FileClose $1
    ${EndIf}
    ClearErrors
  ${EndIf}
!macroend

; Goes on once nothing of Kumonote in `folder` runs, else ends the program.
!macro DEFINE_WAIT prefix
Function ${prefix}WaitUntilClosed
  Exch $2
  Push $0
  Push $1
  look:
  !insertmacro IS_RUNNING "$2\${PROGRAM}"
  ${If} $0 == ""
    !insertmacro IS_RUNNING "$2\${CONSOLE}"
    ${If} $0 == "1"
      ; most likely the practice cloud, which nobody sees: it can be ended without harm
      nsExec::Exec '"$2\${CONSOLE}" practice stop'
      Pop $0
      !insertmacro IS_RUNNING "$2\${CONSOLE}"
    ${EndIf}
  ${EndIf}
  ${If} $0 == "1"
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(CLOSE_FIRST)" /SD IDCANCEL IDRETRY look
    SetErrorLevel ${RUNNING}
    Quit
  ${EndIf}
  Pop $1
  Pop $0
  Pop $2
FunctionEnd
!macroend
!insertmacro DEFINE_WAIT ""
!insertmacro DEFINE_WAIT "un."

Function .onInit
  SetShellVarContext current
  !insertmacro CHOOSE_LANGUAGE
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; The version that is there goes first, by its own list of files: those that this one lacks as well.
Function RemoveOlder
  Push $0
  Push $1
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\${UNINSTALLER}"
    Push $0
    Call WaitUntilClosed
    DetailPrint "$(REMOVING_OLDER)"
    ; run from where it lies, it can be waited for, and leaves its own file
    ExecWait '"$0\${UNINSTALLER}" /S _?=$0' $1
    ${If} $1 != 0
      MessageBox MB_OK|MB_ICONSTOP "$(OLDER_STAYS)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    Delete "$0\${UNINSTALLER}"
    RMDir "$0"
  ${EndIf}
  Pop $1
  Pop $0
FunctionEnd

Section
  Call RemoveOlder
  Push $INSTDIR
  Call WaitUntilClosed

  !insertmacro PUT_FILES
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"

  SetOutPath "$INSTDIR"
  CreateDirectory "${MENU}"
  CreateShortCut "${MENU}\$(SHORTCUT).lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0
  CreateShortCut "${MENU}\$(PRACTICE_SHORTCUT).lnk" "$INSTDIR\${PROGRAM}" "--practice" "$INSTDIR\${PROGRAM}" 0

  WriteRegStr HKCU "${KIND_KEY}" "" "$(PLAN_FILE)"
  WriteRegStr HKCU "${KIND_KEY}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${KIND_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "${EXTENSION_KEY}" "" "${KIND}"
  WriteRegStr HKCU "${EXTENSION_KEY}" "Content Type" "application/x-kumonote-plan"
  WriteRegStr HKCU "${EXTENSION_KEY}\OpenWithProgids" "${KIND}" ""
  System::Call '${TYPES_CHANGED}'

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Function un.onInit
  SetShellVarContext current
  !insertmacro CHOOSE_LANGUAGE
  ${GetParameters} $0
  StrCpy $Secrets ${BST_UNCHECKED}
  StrCpy $Data ${BST_UNCHECKED}
  ClearErrors
  ${GetOptions} $0 "/FORGETSECRETS" $1
  ${IfNot} ${Errors}
    StrCpy $Secrets ${BST_CHECKED}
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/REMOVEDATA" $1
  ${IfNot} ${Errors}
    StrCpy $Data ${BST_CHECKED}
  ${EndIf}
  ClearErrors
FunctionEnd

Function un.AskWhatGoes
  !insertmacro MUI_HEADER_TEXT "$(GOES_TITLE)" "$(GOES_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${If} $0 == error
    Abort
  ${EndIf}
  ${NSD_CreateLabel} 0 0 100% 36u "$(SERVERS_STAY)"
  Pop $0
  ${NSD_CreateCheckbox} 0 46u 100% 12u "$(FORGET_SECRETS)"
  Pop $SecretsBox
  ${NSD_SetState} $SecretsBox $Secrets
  ${NSD_CreateLabel} 12u 60u 95% 24u "$(FORGET_SECRETS_MEANS)"
  Pop $0
  ${NSD_CreateCheckbox} 0 88u 100% 12u "$(REMOVE_DATA)"
  Pop $DataBox
  ${NSD_SetState} $DataBox $Data
  ${NSD_CreateLabel} 12u 102u 95% 24u "$(REMOVE_DATA_MEANS)"
  Pop $0
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(UNINSTALL_BUTTON)"
  nsDialogs::Show
FunctionEnd

Function un.TakeAnswers
  ${NSD_GetState} $SecretsBox $Secrets
  ${NSD_GetState} $DataBox $Data
FunctionEnd

; Which servers have secrets stands in the data, so those go first, and while the program is there.
Function un.ForgetSecrets
  forget:
  nsExec::ExecToLog '"$INSTDIR\${CONSOLE}" forget-secrets --yes'
  Pop $0
  ${If} $0 != 0
    MessageBox MB_ABORTRETRYIGNORE|MB_ICONEXCLAMATION "$(NOT_FORGOTTEN)" /SD IDABORT IDRETRY forget IDIGNORE go_on
    SetErrorLevel 2
    Quit
  ${EndIf}
  go_on:
FunctionEnd

; What Kumonote itself has made, by name; anything else in the folder stays.
Function un.RemoveData
  StrCpy $0 "$LOCALAPPDATA\kumonote"
  RMDir /r "$0\Cache"
  RMDir /r "$0\catalogue"
  RMDir /r "$0\changed-lately"
  RMDir /r "$0\journal"
  RMDir /r "$0\kept-for"
  RMDir /r "$0\logs"
  RMDir /r "$0\pictures"
  RMDir /r "$0\practice"
  Delete "$0\account-*.json"
  Delete "$0\orphans-*.jsonl*"
  Delete "$0\settings.toml*"
  Delete "$0\tokens-*"
  Delete "$0\updates.json*"
  Delete "$0\vault-*.json*"
  Delete "$0\window.lock"
  RMDir "$0"
FunctionEnd

Section "Uninstall"
  Push $INSTDIR
  Call un.WaitUntilClosed
  ${If} $Secrets == ${BST_CHECKED}
  ${OrIf} $Data == ${BST_CHECKED}
    Call un.ForgetSecrets
  ${EndIf}

  !insertmacro REMOVE_FILES
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"

  ; whichever language it was installed in
  Delete "${MENU}\${SHORTCUT_ENGLISH}.lnk"
  Delete "${MENU}\${SHORTCUT_JAPANESE}.lnk"
  Delete "${MENU}\${PRACTICE_SHORTCUT_ENGLISH}.lnk"
  Delete "${MENU}\${PRACTICE_SHORTCUT_JAPANESE}.lnk"
  RMDir "${MENU}"

  DeleteRegKey HKCU "${KIND_KEY}"
  DeleteRegValue HKCU "${EXTENSION_KEY}\OpenWithProgids" "${KIND}"
  DeleteRegKey /ifempty HKCU "${EXTENSION_KEY}\OpenWithProgids"
  ReadRegStr $0 HKCU "${EXTENSION_KEY}" ""
  ${If} $0 == "${KIND}"  ; nobody else has taken it over
    DeleteRegValue HKCU "${EXTENSION_KEY}" ""
    DeleteRegValue HKCU "${EXTENSION_KEY}" "Content Type"
  ${EndIf}
  DeleteRegKey /ifempty HKCU "${EXTENSION_KEY}"
  System::Call '${TYPES_CHANGED}'
  DeleteRegKey HKCU "${UNINSTALL_KEY}"

  ${If} $Data == ${BST_CHECKED}
    Call un.RemoveData
  ${EndIf}
SectionEnd
