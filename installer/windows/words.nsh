; What installer and uninstaller say besides the usual, in both languages. Included as UTF-8.

!define SHORTCUT_ENGLISH "Kumonote"
!define SHORTCUT_JAPANESE "Kumonote 雲ノート"
!define PRACTICE_SHORTCUT_ENGLISH "Kumonote (practice mode)"
!define PRACTICE_SHORTCUT_JAPANESE "Kumonote (練習モード)"

!macro WORDS name english japanese
  LangString ${name} ${LANG_ENGLISH} "${english}"
  LangString ${name} ${LANG_JAPANESE} "${japanese}"
!macroend

!insertmacro WORDS SHORTCUT "${SHORTCUT_ENGLISH}" "${SHORTCUT_JAPANESE}"
!insertmacro WORDS PRACTICE_SHORTCUT "${PRACTICE_SHORTCUT_ENGLISH}" "${PRACTICE_SHORTCUT_JAPANESE}"
!insertmacro WORDS PLAN_FILE "Kumonote plan" "Kumonoteの計画ファイル"

!insertmacro WORDS WELCOME \
  "Kumonote puts a Jupyter notebook server on a machine in your own Azure account.$\r$\n$\r$\nIt is installed for you alone; no administrator is needed. Installing it costs nothing and makes nothing in Azure: the practice mode can be tried without an account.$\r$\n$\r$\n$_CLICK" \
  "Kumonoteは、ご自分のAzureアカウントの仮想マシンにJupyterノートブック サーバーを作成するアプリです。$\r$\n$\r$\n現在のユーザーだけにインストールされるため、管理者の権限は必要ありません。インストールに料金はかからず、Azureには何も作成されません。練習モードはアカウントなしで試せます。$\r$\n$\r$\n$_CLICK"
!insertmacro WORDS TOO_OLD \
  "Kumonote needs Windows 10 or later." \
  "KumonoteにはWindows 10以降が必要です。"
!insertmacro WORDS CLOSE_FIRST \
  "Kumonote is open. Close its windows, wait until its work is done, then press Retry." \
  "Kumonoteが開いています。作業が終わるのを待ってウィンドウを閉じてから、[再試行]を押してください。"
!insertmacro WORDS REMOVING_OLDER \
  "Removing the version that is there; settings and servers stay" \
  "以前のバージョンを削除しています (設定とサーバーは残ります)"
!insertmacro WORDS OLDER_STAYS \
  "The version that is there could not be removed. Remove it in the settings of Windows under Apps, then start this again." \
  "以前のバージョンを削除できませんでした。Windowsの設定の[アプリ]から削除した後、もう一度実行してください。"

!insertmacro WORDS GOES_TITLE "Remove Kumonote" "Kumonoteの削除"
!insertmacro WORDS GOES_SUBTITLE \
  "What stays, and what else shall go." \
  "残るものと、一緒に削除するものを確認します。"
!insertmacro WORDS SERVERS_STAY \
  "Your servers in Azure stay as they are and go on costing money. Delete those that you no longer need in Kumonote before you remove it, or later in the Azure portal (their resource groups)." \
  "Azureのサーバーはそのまま残り、料金も引き続き発生します。不要なサーバーは、Kumonoteを削除する前にKumonoteで削除するか、後でAzure portalでリソース グループごと削除してください。"
!insertmacro WORDS FORGET_SECRETS \
  "Forget saved login keys, passwords and the sign-in" \
  "保存されているログイン キー、パスワード、サインイン情報も削除する"
!insertmacro WORDS FORGET_SECRETS_MEANS \
  "Kumonote makes new ones for a server if you install it again and repair access." \
  "Kumonoteを再びインストールして[アクセスの修復]を行うと、サーバーの新しいキーが作成されます。"
!insertmacro WORDS REMOVE_DATA \
  "Remove settings, logs and the practice cloud as well" \
  "設定、ログ、練習用のクラウドも削除する"
!insertmacro WORDS REMOVE_DATA_MEANS \
  "With them go the saved secrets, and what is needed to continue unfinished servers." \
  "保存されている秘密情報と、未完成のサーバーの作成を続けるための記録も削除されます。"
!insertmacro WORDS UNINSTALL_BUTTON "&Uninstall" "削除(&U)"
!insertmacro WORDS NOT_FORGOTTEN \
  "The saved secrets could not all be removed. They are in the Windows Credential Manager under names with “kumonote”.$\r$\n$\r$\nAbort leaves Kumonote as it is; Ignore removes it without them." \
  "保存されている秘密情報の一部を削除できませんでした。Windows資格情報マネージャーに「kumonote」を含む名前で残っています。$\r$\n$\r$\n[中止]を押すとKumonoteはそのまま残ります。[無視]を押すと、秘密情報を残してKumonoteを削除します。"
