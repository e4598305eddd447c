"""What Azure does not accept of what was asked for: names, addresses, passwords."""

from __future__ import annotations

from typing import Final

from app.azure.error_meanings.meaning import Meaning
from app.problems import Action
from app.text import text

LABEL: Final = Meaning(
    "label-taken",
    text("Somebody else already uses this name for an address in this region."),
    text("Choose another name."),
    action=Action.CHOOSE_NAME,
)
NAME: Final = Meaning(
    "name-not-allowed",
    text("Azure does not accept this name."),
    text("Choose another name: lower-case letters, digits and hyphens, a letter first."),
    action=Action.CHOOSE_NAME,
)
ELSEWHERE: Final = Meaning(
    "name-used-elsewhere",
    text("Something of this name already exists in another region of your subscription."),
    text("Choose another name, or delete what exists."),
    action=Action.CHOOSE_NAME,
)
PASSWORD: Final = Meaning(
    "password-refused",
    text("Azure does not accept the administrator's password."),
    text("Use 12 or more characters: upper and lower case, digits and signs."),
    action=Action.EDIT_ANSWERS,
)
USER_NAME: Final = Meaning(
    "user-name-refused",
    text("Azure does not accept the administrator's name."),
    text("Choose another name."),
    action=Action.EDIT_ANSWERS,
)
NETWORKS: Final = Meaning(
    "network-refused",
    text("Azure does not accept one of the network addresses."),
    text("Write networks as 203.0.113.0/24 and single addresses as 203.0.113.7."),
    action=Action.EDIT_ANSWERS,
)
REFUSED: Final = Meaning(
    "request-refused",
    text("Azure refused the request."),
    text("The details say what it did not like. Change the answers, or report this."),
    action=Action.EDIT_ANSWERS,
)
NAME_RESERVED: Final = Meaning(
    "name-reserved",
    text("Azure does not allow this name, because it is or contains a reserved word."),
    text("Choose another name, without names of Microsoft's products."),
    action=Action.CHOOSE_NAME,
)
RULE: Final = Meaning(
    "firewall-rule-refused",
    text("Azure does not accept one of the firewall's rules."),
    text("Look at the ports and at who may connect, and change them."),
    action=Action.EDIT_ANSWERS,
)
TIME_ZONE: Final = Meaning(
    "time-zone-refused",
    text("Azure does not know the time zone or the time of the daily stop."),
    text("Choose another time zone, or no daily stop."),
    action=Action.EDIT_ANSWERS,
)
KEY: Final = Meaning(
    "login-key-refused",
    text("Azure does not accept the login key that Kumonote made."),
    text("Try again: a new one is made. If it goes on, please report it with the details."),
    action=Action.RESUME,
)
SETUP_DATA: Final = Meaning(
    "setup-data-refused",
    text("Azure does not accept the set-up program that Kumonote gives the machine."),
    text("Please report this with the details. Delete the server meanwhile."),
)
