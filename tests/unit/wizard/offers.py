"""A catalogue and answers that pass all checks, to start tests from."""

from __future__ import annotations

from app.catalogue import Catalogue, Image, Prices, Quota, Region, Size
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers, SystemKind

HERE = "203.0.113.24"
FREE = Quota("cores", "Total Regional vCPUs", 0, 10)
NEARLY_USED = Quota("cores", "Total Regional vCPUs", 8, 10)

UBUNTU = Image("Canonical", "ubuntu-24_04-lts", "server", "24.04.202611010", "Ubuntu 24.04 LTS")
WINDOWS = Image(
    "MicrosoftWindowsServer",
    "WindowsServer",
    "2025-datacenter-azure-edition",
    "26100.1.1",
    "Windows Server 2025",
)

CATALOGUE = Catalogue(
    regions=(Region("japaneast", "Japan East"), Region("westeurope", "West Europe")),
    region="japaneast",
    sizes=(
        Size(
            "Standard_B2s_v2",
            "standardBsv2Family",
            2,
            8.0,
            quota=(FREE,),
        ),
        Size("Standard_B1ls", "standardBSFamily", 1, 0.5),
        Size(
            "Standard_D4s_v5",
            "standardDSv5Family",
            4,
            16.0,
            quota=(NEARLY_USED,),
        ),
        Size("Standard_E4s_v5", "standardESv5Family", 4, 32.0, restriction="not for you"),
        Size("Standard_D2_v2", "standardDv2Family", 2, 7.0, trusted_launch=False),
    ),
    images={SystemKind.UBUNTU: UBUNTU, SystemKind.WINDOWS: WINDOWS},
    prices={
        ("Standard_B2s_v2", SystemKind.UBUNTU): Prices("USD", 0.1, 2.4, 0.005),
        ("Standard_B2s_v2", SystemKind.WINDOWS): Prices("USD", 0.2, 9.6, 0.005),
    },
)

ANSWERS = Answers(
    name="aurora-lab",
    endpoint=EndpointAnswers(my_address=HERE),
    schedule=ScheduleAnswers(time_zone="Asia/Tokyo"),
)
