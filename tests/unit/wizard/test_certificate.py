"""The user's own certificate: each file form that people have, each rule that browsers keep."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.certificate import CertificateError, OwnCertificate, fingerprint_sha256, load
from app.certificate.rules import LEAST_RSA_BITS
from app.secret import Secret
from tests.unit.wizard.authorities import (
    GOOD,
    HOST,
    INTERMEDIATE,
    NOW,
    ROOT,
    Issued,
    Wish,
    authority,
    issue,
)

OTHER = issue(Wish())
PASSPHRASE = Secret("open sesame")


def loaded(folder: Path, data: bytes, key: bytes | None = None, **more: object) -> OwnCertificate:
    """What `load` makes of files with these contents."""
    file, key_file = folder / "nb.pem", folder / "key.pem"
    file.write_bytes(data)
    if key is not None:
        key_file.write_bytes(key)
    passphrase = more.get("passphrase")
    assert passphrase is None or isinstance(passphrase, Secret)
    return load(
        file,
        key_file if key is not None else None,
        passphrase,
        host=str(more.get("host", HOST)),
        now=NOW,
    )


def refused(
    folder: Path, data: bytes, key: bytes | None = None, **more: object
) -> list[tuple[str, str]]:
    with pytest.raises(CertificateError) as caught:
        loaded(folder, data, key, **more)
    assert caught.value.problem.code == caught.value.findings[0].code
    return [(finding.code, finding.field) for finding in caught.value.findings]


def pem_of(chain: tuple[Issued, ...]) -> str:
    return b"".join(issued.pem for issued in chain).decode()


EXPECTED = pem_of((GOOD, INTERMEDIATE))
"""The server's own certificate and the one above it; the root is left out."""


@pytest.mark.parametrize(
    "data",
    [
        GOOD.key_pem() + GOOD.chain_pem(),
        GOOD.chain_pem() + GOOD.key_pem(),
        ROOT.pem + INTERMEDIATE.pem + GOOD.pem + GOOD.key_pem(),
        INTERMEDIATE.pem + GOOD.key_pem() + GOOD.pem,
        b"\xef\xbb\xbf" + GOOD.key_pem() + GOOD.chain_pem(),
        (GOOD.key_pem() + GOOD.chain_pem()).replace(b"\n", b"\r\n"),
        (GOOD.key_pem() + GOOD.chain_pem()).decode().encode("utf-16"),
        b"Bag Attributes\n  friendlyName: nb\n" + GOOD.key_pem() + GOOD.chain_pem(),
        GOOD.pfx(),
    ],
    ids=[
        "key-first",
        "chain-first",
        "out-of-order",
        "no-root",
        "bom",
        "crlf",
        "utf-16",
        "bag-attributes",
        "pfx",
    ],
)
def test_key_and_chain_in_one_file(tmp_path: Path, data: bytes) -> None:
    own = loaded(tmp_path, data)
    assert own.chain_pem.startswith(GOOD.pem.decode())
    assert own.chain_pem == EXPECTED
    assert own.key_pem.reveal().encode() == GOOD.key_pem()
    assert own.names == (HOST,)
    assert own.warnings == ()
    assert own.fingerprint == fingerprint_sha256(GOOD.certificate.public_bytes(Encoding.DER))


def test_key_and_chain_in_two_files(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD.chain_pem(), GOOD.key_pem()).chain_pem == EXPECTED


def test_a_der_certificate_with_a_pem_key(tmp_path: Path) -> None:
    der = GOOD.certificate.public_bytes(Encoding.DER)
    assert loaded(tmp_path, der, GOOD.key_pem()).chain_pem == GOOD.pem.decode()


@pytest.mark.parametrize(
    "data",
    [
        GOOD.chain_pem() + GOOD.key_pem(PASSPHRASE.reveal()),
        GOOD.pfx(PASSPHRASE.reveal()),
    ],
    ids=["pem", "pfx"],
)
def test_an_encrypted_key_asks_for_its_passphrase(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data) == [("certificate-passphrase-needed", "certificate.file")]
    wrong = refused(tmp_path, data, passphrase=Secret("open barley"))
    assert wrong == [("certificate-passphrase-wrong", "certificate.file")]
    own = loaded(tmp_path, data, passphrase=PASSPHRASE)
    assert own.key_pem.reveal().encode() == GOOD.key_pem()


def test_a_passphrase_for_an_open_key_does_no_harm(tmp_path: Path) -> None:
    data = GOOD.chain_pem() + GOOD.key_pem()
    assert loaded(tmp_path, data, passphrase=PASSPHRASE).chain_pem == EXPECTED


@pytest.mark.parametrize(
    ("data", "key", "expected"),
    [
        (b"", None, ("certificate-file-empty", "certificate.file")),
        (b"  \r\n", None, ("certificate-file-empty", "certificate.file")),
        (b"x" * 10_000_000, None, ("certificate-file-large", "certificate.file")),
        (b"hello", None, ("certificate-file-unknown", "certificate.file")),
        (b"\x30\x82\x01", None, ("certificate-file-unknown", "certificate.file")),
        (GOOD.key_pem(), None, ("certificate-missing", "certificate.file")),
        (GOOD.chain_pem(), None, ("certificate-key-missing", "certificate.file")),
        (GOOD.chain_pem(), GOOD.pem, ("certificate-key-missing", "certificate.key_file")),
        (
            GOOD.chain_pem(),
            INTERMEDIATE.key_pem()[:-40],
            ("certificate-key-missing", "certificate.key_file"),
        ),
        (
            GOOD.chain_pem(),
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            ("certificate-key-damaged", "certificate.key_file"),
        ),
        (GOOD.chain_pem(), OTHER.key_pem(), ("certificate-key-mismatch", "certificate.key_file")),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + GOOD.key_pem(),
            None,
            ("certificate-damaged", "certificate.file"),
        ),
    ],
)
def test_what_is_no_certificate_with_its_key(
    tmp_path: Path, data: bytes, key: bytes | None, expected: tuple[str, str]
) -> None:
    assert refused(tmp_path, data, key) == [expected]


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pem", tmp_path, Path("nul\0.pem")):
        with pytest.raises(CertificateError) as caught:
            load(path)
        assert caught.value.problem.code == "certificate-file-missing"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(ends=NOW - timedelta(seconds=1)), "certificate-expired"),
        (Wish(ends=NOW + timedelta(days=2)), "certificate-expires-soon"),
        (Wish(begins=NOW + timedelta(seconds=1)), "certificate-not-yet-valid"),
        (Wish(names=()), "certificate-without-names"),
        (Wish(names=("elsewhere.example",)), "certificate-host"),
        (Wish(uses=(ExtendedKeyUsageOID.CLIENT_AUTH,)), "certificate-purpose"),
        (Wish(authority=True), "certificate-is-authority"),
        (Wish(key=rsa.generate_private_key(65537, LEAST_RSA_BITS // 2)), "certificate-key-weak"),
        (Wish(key=ec.generate_private_key(ec.SECP521R1())), "certificate-key-kind"),
        (Wish(key=ed25519.Ed25519PrivateKey.generate()), "certificate-key-kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_rule_that_browsers_keep(tmp_path: Path, wish: Wish, code: str) -> None:
    bad = issue(wish, INTERMEDIATE)
    assert refused(tmp_path, bad.key_pem() + bad.chain_pem()) == [(code, "certificate.file")]


@pytest.mark.parametrize(
    "wish",
    [
        Wish(key=rsa.generate_private_key(65537, LEAST_RSA_BITS)),
        Wish(key=ec.generate_private_key(ec.SECP384R1())),
        Wish(uses=None),
        Wish(ends=NOW + timedelta(days=3)),
        Wish(names=("*.japaneast.cloudapp.azure.com",)),
        Wish(names=("elsewhere.example", HOST.upper())),
    ],
)
def test_what_browsers_take(tmp_path: Path, wish: Wish) -> None:
    good = issue(wish, INTERMEDIATE)
    assert loaded(tmp_path, good.key_pem() + good.chain_pem()).warnings == ()


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    bad = issue(Wish(names=("elsewhere.example",), ends=NOW, authority=True), INTERMEDIATE)
    codes = {code for code, _ in refused(tmp_path, bad.key_pem() + bad.chain_pem())}
    assert codes == {"certificate-host", "certificate-expired", "certificate-is-authority"}


def test_an_expired_intermediate_certificate(tmp_path: Path) -> None:
    old = authority("Old", ROOT, ends=NOW - timedelta(days=1))
    leaf = issue(Wish(), old)
    found = refused(tmp_path, leaf.key_pem() + leaf.chain_pem())
    assert found == [("certificate-expired", "certificate.file")]


@pytest.mark.parametrize(
    ("name", "host", "fits"),
    [
        ("nb.example.org", "nb.example.org", True),
        ("nb.example.org", "NB.EXAMPLE.ORG.", True),
        ("*.example.org", "nb.example.org", True),
        ("*.example.org", "example.org", False),
        ("*.example.org", "a.nb.example.org", False),
        ("*.org", "example.org", False),
        ("n*.example.org", "nb.example.org", False),
        ("nb.*.org", "nb.example.org", False),
        ("*", "nb", False),
        ("192.0.2.7", "192.0.2.7", True),
        ("*.0.2.7", "192.0.2.7", False),
    ],
)
def test_names_are_compared_as_browsers_do(
    tmp_path: Path, name: str, host: str, fits: bool
) -> None:
    issued = issue(Wish(names=(name,)), INTERMEDIATE)
    data = issued.key_pem() + issued.chain_pem()
    if fits:
        assert loaded(tmp_path, data, host=host).names == (name,)
    else:
        assert refused(tmp_path, data, host=host) == [("certificate-host", "certificate.file")]


def test_without_a_host_names_are_not_compared(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD.key_pem() + GOOD.chain_pem(), host="").names == (HOST,)


def test_a_certificate_signed_by_itself_is_taken_with_a_warning(tmp_path: Path) -> None:
    alone = issue(Wish())
    own = loaded(tmp_path, alone.key_pem() + alone.pem)
    assert own.chain_pem == alone.pem.decode()
    assert ["signed by itself" in str(warning) for warning in own.warnings] == [True]


def test_a_chain_without_its_middle_is_taken_with_a_warning(tmp_path: Path) -> None:
    own = loaded(tmp_path, GOOD.key_pem() + GOOD.pem)
    assert ["intermediate" in str(warning) for warning in own.warnings] == [True]


@pytest.mark.parametrize(
    "others",
    [ROOT.pem, authority("Intermediate", ROOT).pem, authority("Elsewhere").pem],
    ids=["no-intermediate", "another-of-that-name", "unrelated"],
)
def test_others_that_did_not_sign_it(tmp_path: Path, others: bytes) -> None:
    found = refused(tmp_path, GOOD.pem + others + GOOD.key_pem())
    assert found == [("certificate-chain", "certificate.file")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([GOOD.pfx(), GOOD.chain_pem() + GOOD.key_pem(), GOOD.pfx("x")]),
    st.integers(0, 3000),
    st.binary(max_size=20),
)
def test_a_damaged_file_is_refused_or_read_never_more(
    tmp_path: Path, data: bytes, at: int, instead: bytes
) -> None:
    damaged = data[:at] + instead + data[at + len(instead) :]
    try:
        own = loaded(tmp_path, damaged)
    except CertificateError as error:
        assert error.findings
    else:
        assert x509.load_pem_x509_certificate(own.chain_pem.encode()) == GOOD.certificate
