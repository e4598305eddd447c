"""What the app tells: JSON, checked to the last value before anything is done with it.

Nothing here reaches a shell; still, each value goes into a file that some program reads, so
what could end a line or a string there is refused.
"""

import ipaddress
import json
import re

from .failures import refused_settings

FORMAT = 1

_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_SET = re.compile(r"[a-z][a-z0-9-]{0,30}")
_PACKAGE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9._,-]+\])?([=~!<>]=?=?[A-Za-z0-9.*+!_,=~<>-]+)?"
)
_WEB = re.compile(r"https?://[A-Za-z0-9.\[\]:_~/%+?&=,-]+")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*")
_HASH = re.compile(r"argon2:\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_KEY = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}")
_PEM_BODY = r"[A-Za-z0-9+/=\s]+"
_CERTIFICATES = re.compile(
    r"(\s*-----BEGIN CERTIFICATE-----" + _PEM_BODY + r"-----END CERTIFICATE-----)+\s*"
)
_PRIVATE_KEY = re.compile(
    r"\s*-----BEGIN (RSA |EC )?PRIVATE KEY-----"
    + _PEM_BODY
    + r"-----END (RSA |EC )?PRIVATE KEY-----\s*"
)

_SAME = ("format", "user", "sets", "samples", "package_index", "proxy", "ca_pem", "host", "ip")
_MORE = ("packages", "public_port", "private_port", "password_hash", "host_key")
_READING = dict(((name, name) for name in _SAME + _MORE), certificate="own_certificate")
"""By name in the JSON: the property that checks it."""


class Settings:
    """Checked values by name; a missing one is refused when it is asked for."""

    def __init__(self, values: "dict[str, object]") -> None:
        self._values = values

    @classmethod
    def parse(cls, text: "str") -> "Settings":
        """Raises `SetupError` "guest-settings"."""
        try:
            values = json.loads(text or "{}")
        except ValueError as error:
            raise refused_settings("not JSON") from error
        if not isinstance(values, dict):
            raise refused_settings("not an object")
        if values.get("format", FORMAT) != FORMAT:
            raise refused_settings("another format")
        settings = cls(values)
        for name in values:
            if name not in _READING:
                raise refused_settings("unknown: " + name)
            getattr(settings, _READING[name])  # wrong is wrong, whether it is used or not
        return settings

    @property
    def format(self) -> "int":
        return FORMAT

    @property
    def user(self) -> "str":
        return self._text("user", _USER, "azureuser")

    @property
    def sets(self) -> "tuple[str, ...]":
        given = self._values.get("sets", [])
        if not isinstance(given, list):
            raise refused_settings("sets")
        for name in given:
            if not isinstance(name, str) or not _SET.fullmatch(name):
                raise refused_settings("sets")
        return tuple(sorted(given))

    @property
    def packages(self) -> "tuple[str, ...]":
        """The user's own: names and versions, nothing that an installer takes for an option."""
        given = self._values.get("packages", [])
        if not isinstance(given, list):
            raise refused_settings("packages")
        for name in given:
            if not isinstance(name, str) or not _PACKAGE.fullmatch(name):
                raise refused_settings("packages")
        return tuple(sorted(given))

    @property
    def samples(self) -> "bool":
        given = self._values.get("samples", False)
        if not isinstance(given, bool):
            raise refused_settings("samples")
        return given

    @property
    def package_index(self) -> "str":
        return self._text("package_index", _WEB, "")

    @property
    def proxy(self) -> "str":
        return self._text("proxy", _WEB, "")

    @property
    def ca_pem(self) -> "str":
        return self._text("ca_pem", _CERTIFICATES, "")

    @property
    def host(self) -> "str":
        return self._text("host", _HOST, "")

    @property
    def ip(self) -> "str":
        given = self._values.get("ip", "")
        if not isinstance(given, str):
            raise refused_settings("ip")
        try:
            return str(ipaddress.IPv4Address(given)) if given else ""
        except ValueError as error:
            raise refused_settings("ip") from error

    @property
    def public_port(self) -> "int":
        return self._port("public_port")

    @property
    def private_port(self) -> "int":
        return self._port("private_port")

    @property
    def password_hash(self) -> "str":
        return self._text("password_hash", _HASH)

    @property
    def host_key(self) -> "str":
        return self._text("host_key", _KEY)

    @property
    def own_certificate(self) -> "tuple[str, str] | None":
        """The user's chain and key in PEM; None for one that the machine makes."""
        given = self._values.get("certificate")
        if given is None:
            return None
        if not isinstance(given, dict):
            raise refused_settings("certificate")
        chain, key = given.get("chain_pem"), given.get("key_pem")
        if not isinstance(chain, str) or not _CERTIFICATES.fullmatch(chain):
            raise refused_settings("certificate chain")
        if not isinstance(key, str) or not _PRIVATE_KEY.fullmatch(key):
            raise refused_settings("certificate key")
        return chain.strip() + "\n", key.strip() + "\n"

    def _text(self, name: "str", pattern: "re.Pattern[str]", default: "str | None" = None) -> "str":
        given = self._values.get(name, default)
        if isinstance(given, str) and (given == default or pattern.fullmatch(given)):
            return given
        raise refused_settings(name)

    def _port(self, name: "str") -> "int":
        given = self._values.get(name)
        if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= 65535:
            raise refused_settings(name)
        return given
