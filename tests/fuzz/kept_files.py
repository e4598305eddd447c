"""Files that the user writes, or that Kumonote keeps and something may have spoilt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from app.azure.account import Account, AccountFile
from app.engine.journal import Journal
from app.engine.record import Kind, parse
from app.operations.answers_record import from_record, to_record
from app.operations.changed_lately import ChangedLately
from app.operations.kept_offers import KeptOffers
from app.paths import Paths
from app.planfile import reading, writing
from app.problems import ProblemError
from app.secret import Secret
from app.settings import GuestSettings, PriceSettings, Settings, load, save
from app.vault.passphrase_file import PassphraseFileVault
from app.wizard.answers import Allow, Answers, EndpointAnswers, SoftwareAnswers
from tests.fuzz.target import Target, say, scratch, written
from tests.unit.catalogue.test_kept_offers import OFFERS, SUBSCRIPTION

_ANSWERS: Final = (
    Answers(name="aurora-lab"),
    Answers(
        name="aurora-lab",
        endpoint=EndpointAnswers(allow=("198.51.100.0/24",), public_port=8443),
        software=SoftwareAnswers(packages=("astropy>=7",)),
    ),
    Answers(name="aurora-lab", endpoint=EndpointAnswers(allow=Allow.EVERYONE)),
)
_DEEP: Final = b"[" * 3000
_LONG_NUMBER: Final = b"9" * 5000


def parse_plan(data: bytes) -> None:
    try:
        reading.load(written("plan.toml", data))
    except reading.PlanFileError as error:
        say(error.problem)
        for finding in error.findings:
            finding.sentence.in_language("ja").encode()


def plans() -> Sequence[bytes]:
    return [writing.dump(answers).encode() for answers in _ANSWERS]


def parse_settings(data: bytes) -> None:
    try:
        load(written("settings.toml", data), {})
    except ProblemError as error:
        say(error.problem)


def all_settings() -> Sequence[bytes]:
    file = scratch() / "settings-saved.toml"
    found = []
    for settings in (
        Settings(language="ja", prices=PriceSettings(currency="JPY", hours_a_day=4)),
        Settings(guest=GuestSettings(package_index="https://index.example/simple/")),
    ):
        save(settings, file)
        found.append(file.read_bytes())
    return found


def parse_journal(data: bytes) -> None:
    try:
        record, good = parse(data, Path("lab.jsonl"))
    except ProblemError as error:
        say(error.problem)
        return
    assert 0 <= good <= len(data)
    if record.header is not None:
        from_record(record.header.answers)
    assert record.outcome is None or record.outcome.encode() is not None
    for step in record.made():
        record.notes(step)
    for entry in record.entries:
        entry.line()


def journals() -> Sequence[bytes]:
    path = scratch() / "example" / "lab.jsonl"
    path.unlink(missing_ok=True)
    with Journal.open(path) as journal:
        journal.begin("create", to_record(_ANSWERS[1]))
        journal.append(Kind.APPLYING, step="group", attempt=1)
        journal.append(Kind.APPLIED, step="group", seconds=2.5)
        journal.append(Kind.NOTED, step="machine", facts={"host_key": "ssh-ed25519 AAAA"})
        journal.append(Kind.UNDONE, step="group")
        journal.append(Kind.FINISHED, phase="run", outcome="done", left=[])
    return [path.read_bytes(), b"".join(path.read_bytes().splitlines(keepends=True)[:2])]


def parse_changed_lately(data: bytes) -> None:
    ChangedLately(written("changed.json", data)).names()


def changed_lately() -> Sequence[bytes]:
    file = scratch() / "changed-example.json"
    noted = ChangedLately(file)
    noted.note("aurora-lab")
    noted.note("cat")
    return [file.read_bytes()]


def parse_account(data: bytes) -> None:
    file = AccountFile(Paths(scratch(), scratch()), "fuzz")
    file.path.write_bytes(data)
    account = file.read()
    assert account is None or "".join(asdict(account).values()).encode() is not None


def accounts() -> Sequence[bytes]:
    file = AccountFile(Paths(scratch() / "example", scratch()), "azure")
    file.write(Account("ann@example.org", "home", "tenant", "id", '{"version": "1.0"}'))
    return [file.path.read_bytes()]


def parse_vault(data: bytes) -> None:
    file = written("vault.json", data)
    try:
        PassphraseFileVault(file, Secret("correct horse"), cost=2).get("lab", "key")
    except ProblemError as error:
        say(error.problem)


def vaults() -> Sequence[bytes]:
    file = scratch() / "vault-example.json"
    PassphraseFileVault(file, Secret("correct horse"), cost=2).put("lab", "key", Secret("k"))
    return [file.read_bytes()]


def parse_offers(data: bytes) -> None:
    kept = KeptOffers(Paths(scratch() / "offers", scratch()), "public")
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    (file,) = (scratch() / "offers" / "catalogue" / "public").iterdir()
    file.write_bytes(data)
    found = kept.read(SUBSCRIPTION, "japaneast", "USD")
    assert found is None or found.region == "japaneast"
    kept.read("", "japaneast", "USD")


def all_offers() -> Sequence[bytes]:
    kept = KeptOffers(Paths(scratch() / "offers", scratch()), "public")
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    (file,) = (scratch() / "offers" / "catalogue" / "public").iterdir()
    return [file.read_bytes()]


def _line(**entry: object) -> bytes:
    return json.dumps({"time": 1.0, **entry}).encode() + b"\n"


TARGETS: Final = (
    Target(
        *("plan", "plan files", parse_plan, plans),
        found=(
            b"name = " + _LONG_NUMBER,
            b"a." * 2000 + b"b = 1",
            b"a = " + _DEEP,
            b'name = "a"\n[software]\npackages = [\n' + b'"x]",\n' * 8000 + b"]\n",
            b'a = """\n' + b'""\n]\n' * 8000 + b'"""\n',
        ),
    ),
    Target(
        *("settings", "the settings", parse_settings, all_settings),
        found=(b"language = " + _LONG_NUMBER, b"a = " + _DEEP, b"# " + b"x" * 100_000),
    ),
    Target(
        *("journal", "journals", parse_journal, journals),
        found=(
            _line(kind="header", format="2", operation="create", answers={}),
            _line(kind="header", format=1),
            _line(kind="header", format=1, operation="create", answers=[]),
            _line(kind="applying"),
            _line(kind="noted", step="machine", facts=[1]),
            _line(kind="finished", phase="run"),
            b'{"kind": "found", "time": ' + b"9" * 400 + b"}\n",
            b'{"kind": "found", "time": 1, "a": ' + _DEEP + b"\n",
            b'{"kind": "found", "time": 1, "step": "\\ud800"}\n',
        ),
    ),
    Target(
        *("changed-lately", "which servers changed lately", parse_changed_lately, changed_lately),
        found=(b"[]", b"1", b'{"cat": "now"}', b'{"cat": NaN}', _DEEP),
    ),
    Target(
        *("account", "who signed in", parse_account, accounts),
        found=(
            b'{"user_name": 1, "home": [], "tenant": "", "account_id": "", "record": ""}',
            _DEEP,
        ),
    ),
    Target(
        *("vault", "the encrypted file of keys", parse_vault, vaults),
        found=(
            b'{"format": 1, "kdf": {"name": "scrypt", "n": 1e999, "r": 8, "p": 1}}',
            _DEEP,
        ),
    ),
    Target("offers", "the kept catalogue", parse_offers, all_offers, found=(_DEEP,)),
)
