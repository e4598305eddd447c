"""Forgetting everything secret that this computer keeps, as before Kumonote is removed from it.

Servers in Azure are not touched: they stay, and go on costing.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.operations.known_account import Cloud
from app.paths import Paths
from app.vault.forgetting import forget_all


@dataclass(frozen=True)
class Forgotten:
    """`servers` may have had keys or passwords here; `sign_ins` counts clouds."""

    servers: int
    sign_ins: int


def forget_secrets(paths: Paths) -> Forgotten:
    """Forget keys, passwords and sign-ins of both clouds; asks no cloud.

    Raises `OSError`, or `ProblemError` where the keyring does not let go of them.
    """
    servers = sign_ins = 0
    for cloud in (Cloud(paths, practice=False), Cloud(paths, practice=True)):
        # begun before servers were noted: their journals are on this computer
        begun = (path.stem for path in paths.journals(cloud.name).glob("*.jsonl"))
        servers += forget_all(paths, cloud.name, begun)
        sign_ins += _sign_out_everybody(cloud)
    return Forgotten(servers, sign_ins)


def _sign_out_everybody(cloud: Cloud) -> bool:
    from app.azure.token_store import forget_tokens

    had_tokens = forget_tokens(cloud.paths, cloud.name)
    return cloud.file.remove() or had_tokens
