"""What Kumonote assumes about the cloud, held against the cloud itself. Nothing is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.azure.catalogue import load_catalogue
from app.azure.fleet import list_servers
from app.azure.labels import label_is_free
from app.azure.look_ups import public_address
from app.azure.providers import registration_states
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.money import money_an_hour
from app.operations.doctor_check import Check
from app.operations.workspace import Workspace
from app.problems import ProblemError
from app.text import Text, text, verbatim
from app.wizard.answers import SystemAnswers, SystemKind

Look = Callable[[], tuple[bool, Text]]

_PROBABLY_FREE = "kumonote-doctor-asks-for-this"


def examine_cloud(workspace: Workspace, cancel: CancelToken) -> Iterator[Check]:
    """Look at each assumption with the account that is signed in; stop at none.

    Raises only `Cancelled`, and `ProblemError` if the offers cannot be read at all.
    """
    session = workspace.session
    default = SystemAnswers()
    offers = load_catalogue(session, default.region, cancel, size=default.size)
    looks: tuple[tuple[str, Text, Look], ...] = (
        ("images", text("Systems"), lambda: _images(offers)),
        ("default-size", text("Machine size"), lambda: _size(offers)),
        ("prices", text("Prices"), lambda: _prices(offers)),
        ("label", text("Names"), lambda: _label(workspace, cancel)),
        ("providers", text("Registrations"), lambda: _providers(workspace, cancel)),
        ("public-address", text("Public address"), lambda: _address(workspace, cancel)),
        ("tags", text("Servers by tag"), lambda: _servers(workspace, cancel)),
    )
    for code, name, look in looks:
        cancel.check()
        try:
            ok, sentence = look()
        except ProblemError as error:
            ok, sentence = False, error.problem.message
        yield Check(code, name, ok, sentence)


def _images(offers: Catalogue) -> tuple[bool, Text]:
    missing = [kind.value for kind in SystemKind if kind not in offers.images]
    if missing:
        return False, text("no image is found for {systems}", systems=", ".join(missing))
    found = ", ".join(image.urn for image in offers.images.values())
    return True, text("the newest images are {images}", images=found)


def _size(offers: Catalogue) -> tuple[bool, Text]:
    name = SystemAnswers().size
    size = offers.size(name)
    if size is None:
        return False, text("{size} is not offered in {region}", size=name, region=offers.region)
    if size.restriction:
        return False, text("{size} is restricted: {why}", size=name, why=size.restriction)
    if not size.trusted_launch:
        return False, text("{size} does not support Trusted Launch", size=name)
    return True, text(
        "{size} may be used; {n} cores are left",
        size=name,
        n="?" if size.quota_cores_left is None else size.quota_cores_left,
    )


def _prices(offers: Catalogue) -> tuple[bool, Text]:
    prices = offers.prices.get((SystemAnswers().size, SystemKind.UBUNTU))
    running = prices.running() if prices else None
    if prices is None or running is None:
        return False, text("the price list does not know the default machine")
    return True, text(
        "{price} an hour for the default machine",
        price=money_an_hour(running, prices.currency),
    )


def _label(workspace: Workspace, cancel: CancelToken) -> tuple[bool, Text]:
    free = label_is_free(workspace.session, SystemAnswers().region, _PROBABLY_FREE, cancel)
    if free:
        return True, text("whether a name is free can be asked")
    return False, text("a name that nobody should have is said to be taken")


def _providers(workspace: Workspace, cancel: CancelToken) -> tuple[bool, Text]:
    states = registration_states(workspace.session, cancel)
    words = ", ".join(f"{name}: {state}" for name, state in states.items())
    return bool(states), verbatim(words)


def _address(workspace: Workspace, cancel: CancelToken) -> tuple[bool, Text]:
    address = public_address(workspace.session, cancel)
    return True, text("this computer is seen as {address}", address=address)


def _servers(workspace: Workspace, cancel: CancelToken) -> tuple[bool, Text]:
    servers = list_servers(workspace.session, cancel)
    return True, text("{n} servers are found", n=len(servers))
