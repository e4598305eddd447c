"""Writes answers as a plan file that reads back as the same answers."""

from __future__ import annotations

from typing import Any

import tomlkit

from app.wizard.answers import Allow, Answers


def dump(answers: Answers) -> str:
    """`answers` as TOML. Certificate paths are written as they are, so rather absolute."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A plan of Kumonote. Passwords do not belong here."))
    for key, value in _plain(answers).items():
        document.add(key, value)
    return tomlkit.dumps(document)


def _plain(answers: Answers) -> dict[str, Any]:
    system, endpoint = answers.system, answers.endpoint
    allow = endpoint.allow
    certificate: dict[str, Any] = {"kind": answers.certificate.kind.value}
    if answers.certificate.file is not None:
        certificate["file"] = str(answers.certificate.file)
    if answers.certificate.key_file is not None:
        certificate["key_file"] = str(answers.certificate.key_file)
    return {
        "name": answers.name,
        "subscription": answers.subscription,
        "system": {"kind": system.kind.value, "region": system.region, "size": system.size},
        "endpoint": {
            "name": endpoint.name,
            "public_port": endpoint.public_port,
            "private_port": endpoint.private_port,
            "allow": allow.value if isinstance(allow, Allow) else list(allow),
            "my_address": endpoint.my_address,
        },
        "certificate": certificate,
        "software": {
            "sets": [known.value for known in answers.software.sets],
            "samples": answers.software.samples,
            "packages": list(answers.software.packages),
        },
        "schedule": {
            "daily_stop": answers.schedule.daily_stop,
            "time_zone": answers.schedule.time_zone,
        },
    }
