"""A catalogue as the cloud would give it, for windows that are tested without a cloud."""

from __future__ import annotations

from app.catalogue import Catalogue, Image, Prices, Quota, Region, Size
from app.server import PublicAddress, Server, ServerState
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers, SystemKind

SIZE = "Standard_B2s_v2"
FREE = Quota("cores", "Total Regional vCPUs", 0, 10)
NEARLY_USED = Quota("cores", "Total Regional vCPUs", 8, 10)


def offers() -> Catalogue:
    return Catalogue(
        regions=(Region("japaneast", "Japan East"), Region("westeurope", "West Europe")),
        region="japaneast",
        sizes=(
            Size(
                SIZE,
                "standardBsv2Family",
                2,
                8,
                quota=(FREE,),
            ),
            Size(
                "Standard_D4s_v5",
                "standardDSv5Family",
                4,
                16,
                quota=(NEARLY_USED,),
            ),
        ),
        images={
            kind: Image("publisher", "offer", "sku", "1.0.0", kind.value) for kind in SystemKind
        },
        prices={(SIZE, kind): Prices("USD", 0.1, 2.4, 0.005) for kind in SystemKind},
    )


def complete_answers() -> Answers:
    """Answers of which every page approves."""
    return Answers(
        name="aurora-lab",
        endpoint=EndpointAnswers(my_address="198.51.100.7"),
        schedule=ScheduleAnswers(time_zone="Asia/Tokyo"),
    )


def server(name: str, state: ServerState, *, ready: bool = True) -> Server:
    fqdn = f"{name}.japaneast.cloudapp.azure.com"
    return Server(
        name=name,
        state=state,
        group=f"kumonote-{name}",
        region="japaneast",
        size=SIZE,
        system="ubuntu",
        address=PublicAddress("203.0.113.80", fqdn),
        url=f"https://{fqdn}/",
        certificate_sha256="ab" * 32,
        ready=ready,
    )


def servers() -> tuple[Server, ...]:
    """One in each state."""
    return tuple(server(f"server-{state.value}", state) for state in ServerState)
