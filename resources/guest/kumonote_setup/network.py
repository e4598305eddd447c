"""How this machine reaches the network: proxy, index, and the certificates it trusts.

What the settings say comes first; else what the system is configured for (pip's own
configuration, /etc/environment), as a campus image may be.
"""

import configparser
import os
import re
from pathlib import Path

from .settings import Settings
from .system import System

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/var/lib/ca-certificates/ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
)
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")


class Network:
    def __init__(self, system: "System", settings: "Settings") -> None:
        self._system = system
        self._settings = settings

    @property
    def proxy(self) -> "str":
        return self._settings.proxy

    @property
    def index(self) -> "str":
        """The package index; empty for the default one."""
        if self._settings.package_index:
            return self._settings.package_index
        for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
            if os.environ.get(name):
                return os.environ[name]
        configured = configparser.ConfigParser(interpolation=None, strict=False)
        configured.read([str(self._system.path("/etc/pip.conf"))])
        return configured.get("global", "index-url", fallback="").strip()

    def environment(self) -> "dict[str, str]":
        """Variables for pip, uv and zypper."""
        found = self._proxies()
        bundle = self._bundle()
        if bundle:
            found.update({"SSL_CERT_FILE": bundle, "PIP_CERT": bundle})
        index = self.index
        if index:
            found.update({"PIP_INDEX_URL": index, "UV_DEFAULT_INDEX": index})
        return found

    def _proxies(self) -> "dict[str, str]":
        proxy = self._settings.proxy
        if proxy:
            found = {"http_proxy": proxy, "https_proxy": proxy}
        else:
            found = dict(self._from_etc())
            found.update({name: os.environ[name] for name in _PROXIES if os.environ.get(name)})
        return dict(found, **{name.upper(): value for name, value in found.items()})

    def _from_etc(self) -> "dict[str, str]":
        file = self._system.path("/etc/environment")
        if not file.is_file():
            return {}
        lines = file.read_text(errors="replace").splitlines()
        pairs = (re.fullmatch(r"(\w+)=\"?([^\"]*)\"?", line.strip()) for line in lines)
        return {m.group(1): m.group(2) for m in pairs if m and m.group(1) in _PROXIES}

    def _bundle(self) -> "str":
        given = os.environ.get("SSL_CERT_FILE", "")
        if self._system.is_reduced and given:
            return given
        return next((bundle for bundle in _BUNDLES if Path(bundle).is_file()), "")
