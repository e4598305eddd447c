"""What a code's own words say where the table of codes does not have it.

The service adds codes, but names them alike: `…CountLimitReached`, `InUse…CannotBeDeleted`.
"""

from __future__ import annotations

import re
from typing import Final

from app.azure.error_meanings import access, answers, machines, offers, waiting
from app.azure.error_meanings.meaning import Meaning

FAMILIES: Final[tuple[tuple[re.Pattern[str], Meaning], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), entry)
    for pattern, entry in (
        (r"public_?ip\w*(Count|Limit|Quota)\w*(Reached|Exceeded)", offers.ADDRESS_QUOTA),
        (r"(Count|Quota|Limit)\w*(LimitReached|Reached|Exceeded)$", offers.OTHER_QUOTA),
        (r"Throttl|TooManyRequests", waiting.THROTTLED),
        (r"BeingDeleted|MarkedForDeletion", waiting.BEING_DELETED),
        (r"^OSProvisioning", machines.BOOT_REFUSED),
        (r"^VM(Extension|Agent)", machines.AGENT),
        (r"Allocation\w*(Fail|Request)|InsufficientCapacity", offers.CAPACITY),
        (r"(InUse\w*CannotBeDeleted|CannotBeDeleted|CannotDelete\w*|InUse)$", waiting.IN_USE),
        (r"(Sku|VMSize)\w*Not(Available|Supported|Allowed)", offers.SIZE),
        (r"Dns\w*Reserved|Label\w*Reserved", answers.NAME_RESERVED),
        (r"Dns\w*(InUse|Taken|NotAvailable)", answers.LABEL),
        (r"^SecurityRule", answers.RULE),
        (r"^(Netcfg|Subnet|Vnet|VirtualNetwork|InvalidAddressPrefix|PrivateIP)", answers.NETWORKS),
        (r"(Not|Missing|Un)Registered|MissingRegistration", access.UNREGISTERED),
        (r"DisallowedBy|Policy", access.POLICY),
        (r"Authori[sz]ation\w*Failed|Forbidden|AccessDenied", access.FORBIDDEN),
        (r"(Expired|Invalid)\w*Token", access.EXPIRED),
        (r"Subscription\w*(Disabled|ReadOnly)|Disabled\w*Subscription", access.SUBSCRIPTION_OFF),
        (r"Lock(ed)?$", access.LOCKED),
        (r"(Marketplace|Purchase|Plan)\w*(Fail|Invalid|NotAllowed)", offers.PURCHASE),
        (r"Image\w*(NotFound|Deprecated|NotAvailable)", offers.IMAGE),
        (r"(Location|Region)\w*Not(Available|Supported|Allowed|Found)", offers.REGION),
        (r"Password", answers.PASSWORD),
        (r"UserName", answers.USER_NAME),
        (r"^Disk\w*(Error|Failed)", machines.DISK),
        (r"Retryable|TryAgain|Transient", waiting.BUSY),
        (r"InProgress|Concurrent", waiting.BUSY),
        (r"(Preempted|Superseded|Cancell?ed)", waiting.SUPERSEDED),
        (r"Internal\w*Error$|InternalError|Time(d)?Out$|Unavailable$", waiting.SERVER_ERROR),
        (r"Already(Exists|Taken|InUse)", machines.EXISTS),
        (r"NotFound$", machines.NOT_FOUND),
        (r"ApiVersion|ResourceType|NotSupported$", offers.NOT_KNOWN_HERE),
    )
)
"""The first that fits wins."""
