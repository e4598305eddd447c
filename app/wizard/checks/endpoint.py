"""Rules for the endpoint."""

from typing import Final

SSH_RULE_NAME: Final = "kumonote_ssh"
WINRM_RULE_NAME: Final = "kumonote_winrm"
