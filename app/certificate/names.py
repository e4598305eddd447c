"""For which hosts a certificate is, as browsers judge it."""

from __future__ import annotations

import ipaddress

from cryptography import x509

from app.certificate.reading import UNPARSABLE


def names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    """DNS names and IP addresses of the subject alternative name, in its order.

    The common name is not looked at: browsers stopped doing so (RFC 9525, 2).
    """
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, *UNPARSABLE):
        return ()
    kinds = (x509.DNSName, x509.IPAddress)
    return tuple(str(name.value) for name in extension.value if isinstance(name, kinds))


def is_for(certificate: x509.Certificate, host: str) -> bool:
    """Whether a browser takes `certificate` for `host`, a DNS name or an IP address."""
    return any(_matches(name, host) for name in names_in(certificate))


def _matches(pattern: str, host: str) -> bool:
    """RFC 9525, 6.3: labels compare without case; "*" may be the whole first label, for one."""
    if _is_address(host) or _is_address(pattern):
        return pattern == host
    wanted = host.lower().rstrip(".").split(".")
    offered = pattern.lower().rstrip(".").split(".")
    if offered[0] == "*" and len(offered) > 2:
        return wanted[1:] == offered[1:] and bool(wanted[0])
    return wanted == offered


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
