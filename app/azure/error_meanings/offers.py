"""What Azure does not give this subscription: quota, sizes, systems, regions."""

from __future__ import annotations

from typing import Final

from app.azure.error_meanings.meaning import Meaning
from app.problems import Action
from app.text import text

QUOTA: Final = Meaning(
    "quota-exceeded",
    text("Your subscription's quota does not allow another machine like this in this region."),
    text(
        "Choose a smaller size or another region, delete a server that is no longer needed "
        "(stopped ones count too), or ask Azure for more quota."
    ),
    action=Action.OPEN_QUOTA_PAGE,
)
ADDRESS_QUOTA: Final = Meaning(
    "address-quota-exceeded",
    text("Your subscription may not have more public addresses in this region."),
    text(
        "Delete a server or an address that is no longer needed, choose another region, "
        "or ask Azure for more."
    ),
    action=Action.OPEN_QUOTA_PAGE,
)
OTHER_QUOTA: Final = Meaning(
    "resource-limit-reached",
    text("Your subscription has reached a limit of Azure on the number of resources."),
    text("Delete what is no longer needed, choose another region, or ask Azure for more."),
    action=Action.OPEN_QUOTA_PAGE,
)
SIZE: Final = Meaning(
    "size-not-available",
    text("This machine size is not to be had in this region at present."),
    text("Choose another size or another region."),
    action=Action.CHOOSE_SIZE,
)
CAPACITY: Final = Meaning(
    "no-capacity",
    text("Azure has no free machine of this size in this region at the moment."),
    text("Try again later, or choose another size or region."),
    action=Action.CHOOSE_SIZE,
)
SIZE_MISFIT: Final = Meaning(
    "size-does-not-fit-system",
    text("This machine size cannot start this system."),
    text("Choose another size."),
    action=Action.CHOOSE_SIZE,
)
SIZE_DISK: Final = Meaning(
    "size-temporary-disk",
    text("A machine without a temporary disk cannot get a size with one, nor the other way round."),
    text("Choose another size."),
    action=Action.CHOOSE_SIZE,
)
IMAGE: Final = Meaning(
    "image-not-offered",
    text("The system you chose is not offered to your subscription in this region."),
    text("Choose another system or another region."),
    action=Action.EDIT_ANSWERS,
)
TERMS: Final = Meaning(
    "terms-not-accepted",
    text("The publisher of this system asks you to accept its terms first."),
    text("Read and accept the terms once for your subscription, then go on."),
    action=Action.ACCEPT_TERMS,
)
PURCHASE: Final = Meaning(
    "purchase-not-allowed",
    text("Your subscription may not buy this system from its publisher."),
    text("Choose Ubuntu, which costs nothing extra, or ask who pays for the subscription."),
    action=Action.EDIT_ANSWERS,
)
REGION: Final = Meaning(
    "region-not-available",
    text("Azure does not offer this in the region you chose."),
    text("Choose another region."),
    action=Action.CHOOSE_REGION,
)
REGION_CLOSED: Final = Meaning(
    "region-not-allowed",
    text("Azure does not let this subscription make anything in this region."),
    text(
        "Free and student subscriptions may use a few regions only, and full regions take no new "
        "customers. Choose another region."
    ),
    action=Action.CHOOSE_REGION,
)
ADDRESS_KIND: Final = Meaning(
    "address-kind-retired",
    text("Azure no longer gives out public addresses of this old kind."),
    text("Kumonote asks for the new kind. If you see this, please report it with the details."),
)
NOT_KNOWN_HERE: Final = Meaning(
    "request-not-understood",
    text("This Azure does not know something that Kumonote asked for."),
    text(
        "It happens in national clouds and with an old Kumonote: look for a newer one, or report "
        "this with the details."
    ),
)
DISK_SIZE: Final = Meaning(
    "disk-too-small",
    text("The system needs a larger disk than the one that was asked for."),
    text("Choose another system, or report this with the details: Kumonote chooses the disk."),
    action=Action.EDIT_ANSWERS,
)
