"""Making and reading certificates with `cryptography`: run by the environment's own Python.

`python kumonote-setup.pyz certificate-make` reads {"host", "ip"} and prints a PEM with key
and certificate; `certificate-read` reads {"pem"} and prints what is in it.

The shape is what browsers ask of a self-signed certificate today: ECDSA P-256, the names as
alternative names, for servers only, and at most 397 days (Apple's limit of 398 days and the
CA/Browser Forum's Baseline Requirements, section 6.3.2).
"""

import datetime
import ipaddress
import json
import sys

DAYS = 397
_CLOCK_SKEW = datetime.timedelta(hours=1)


def make(host: "str", ip: "str") -> "str":
    """A new key and its self-signed certificate, in this order."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName(host)] if host else []  # type: list[x509.GeneralName]
    if ip:
        names.append(x509.IPAddress(ipaddress.ip_address(ip)))
    # A common name has 64 characters at most; nobody reads it any more.
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, (host or ip)[:64])])
    begin = datetime.datetime.now(datetime.UTC) - _CLOCK_SKEW
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private.decode() + certificate.public_bytes(serialization.Encoding.PEM).decode()


def read(pem: "str") -> "dict[str, object]":
    """What the first certificate in `pem` says, and whether the key in it is its own."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    data = pem.encode()
    certificate = x509.load_pem_x509_certificates(data)[0]
    key = serialization.load_pem_private_key(data, password=None)
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    der = serialization.Encoding.DER
    public = certificate.public_key().public_bytes(der, kind)
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = names.get_values_for_type(x509.DNSName)
        addresses = [str(ip) for ip in names.get_values_for_type(x509.IPAddress)]
    except x509.ExtensionNotFound:
        hosts, addresses = [], []
    return {
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
        "days_left": (certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC)).days,
        "hosts": hosts,
        "ips": addresses,
        "key_fits": key.public_key().public_bytes(der, kind) == public,
        "self_signed": certificate.issuer == certificate.subject,
    }


def answer(question: "str") -> "int":
    """Serve one question of the setup program: JSON in, JSON out; 1 for what is no certificate."""
    given = json.loads(sys.stdin.read())
    try:
        if question == "certificate-make":
            told = {"pem": make(given["host"], given["ip"])}  # type: dict[str, object]
        else:
            told = read(given["pem"])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(told))
    return 0
