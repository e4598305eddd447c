"""Programs for Windows, installer and uninstaller, signed by osslsigncode and looked at by it.

The certificate is made for the test. That Windows trusts a release's own one only Windows shows.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from installer.commands import CommandFailedError, Commands
from installer.packages.signing import SIGN, Signing
from installer.packages.windows import PROGRAMS
from installer.packages.windows_installer import WindowsInstaller
from installer.packages.windows_launcher import Launchers
from tests.installer.packages.conftest import MOMENT

ICON = Path("/usr/share/nsis/Contrib/Graphics/Icons/modern-install-full.ico")
_MISSING = [
    name
    for name in ("osslsigncode", "makensis", "x86_64-w64-mingw32-gcc")
    if shutil.which(name) is None
]
# CI has them all: there it fails for want of one
pytestmark = pytest.mark.skipif(
    bool(_MISSING) and not os.environ.get("CI"), reason=f"needs {', '.join(_MISSING)}"
)

# osslsigncode writes another file, and signs one at a time: signtool does neither
_WRAPPER = """
import subprocess, sys
from pathlib import Path
certificate, key, *files = sys.argv[1:]
for file in map(Path, files):
    signed = file.with_name(file.name + ".signed")
    line = ["osslsigncode", "sign", "-h", "sha256", "-certs", certificate, "-key", key]
    subprocess.run([*line, "-in", file, "-out", signed], check=True)
    signed.replace(file)
"""


@dataclass(frozen=True)
class Signer:
    """A certificate that signs code, with a command line that does so."""

    certificate: Path
    line: str

    def verify(self, file: Path) -> bool:
        """Whether a good signature of this very certificate is on it."""
        trust = ["-CAfile", str(self.certificate), "-TSA-CAfile", str(self.certificate)]
        line = ["osslsigncode", "verify", *trust, "-in", str(file)]
        return subprocess.run(line, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    folder = tmp_path_factory.mktemp("signer")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Thrown away after the test")])
    now = datetime.now(UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(usage, critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    wrapper = folder / "sign it.py"  # with a space, as "C:\Program Files" has one
    wrapper.write_text(_WRAPPER, encoding="utf-8")
    line = shlex.join([sys.executable, str(wrapper), str(certificate), str(secret)])
    return Signer(certificate, line)


def test_programs_installer_and_uninstaller_are_signed(signer: Signer, tmp_path: Path) -> None:
    folder = tmp_path / "Kumonote"
    folder.mkdir()
    commands = Commands().with_environment(**{SIGN: signer.line})
    Launchers.of_environment(commands).make(folder, icon=ICON, version="0.1.0")
    programs = [folder / name for name in PROGRAMS]
    assert not any(map(signer.verify, programs))
    Signing.of_environment(commands).sign(programs)
    assert all(map(signer.verify, programs))

    seen = tmp_path / "seen"
    seen.mkdir()
    keeps = f"import pathlib, shutil, sys; shutil.copy(sys.argv[1], {str(seen)!r})"
    maker = replace(WindowsInstaller.of_environment(commands), compression="zlib")
    # the uninstaller is made by NSIS, and packed at once: look at what was handed over to be signed
    script = tmp_path / "sign and keep.sh"
    script.write_text(
        f'{signer.line} "$1" && {shlex.join([sys.executable, "-c", keeps])} "$1"\n',
        encoding="utf-8",
    )
    maker = replace(maker, signing=Signing(commands, ("sh", str(script))))
    file = tmp_path / "kumonote-setup.exe"
    maker.make(folder, file, icon=ICON, version="0.1.0", moment=MOMENT)
    assert signer.verify(file)
    handed = sorted(seen.iterdir())
    assert len(handed) == 2, "the uninstaller and the installer"
    assert all(map(signer.verify, handed))

    spoilt = bytearray(file.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    file.write_bytes(spoilt)
    assert not signer.verify(file)


def test_a_command_that_does_not_sign_ends_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "Kumonote"
    folder.mkdir()
    (folder / "LICENSE.txt").write_text("words", encoding="utf-8")
    commands = Commands().with_environment(**{SIGN: "false"})
    maker = WindowsInstaller.of_environment(commands)
    with pytest.raises(CommandFailedError, match="Compiling the installer failed"):
        maker.make(folder, tmp_path / "k.exe", icon=ICON, version="0.1.0", moment=MOMENT)


def test_each_shell_gets_the_command_in_its_own_quotes(tmp_path: Path) -> None:
    signing = Signing(Commands(), (r"C:\Kits\x 64\signtool.exe", "sign", "/d", "100 % ours"))
    assert signing.as_program(tmp_path, windows=True) == f'call "{tmp_path / "sign.cmd"}"'
    written = (tmp_path / "sign.cmd").read_text(encoding="utf-8")
    assert written == '@"C:\\Kits\\x 64\\signtool.exe" sign /d "100 %% ours" %1\n'
    assert Signing(Commands(), ()).as_program(tmp_path) == ""
