"""How long the service takes, in seconds of service time.

Machine times are medians of recorded operations of the service since 2022; group and
network times are plausible round figures, no recording tells them apart from polling.
"""

from __future__ import annotations

from typing import Final

MACHINE_CREATE: Final = 37.0
MACHINE_UPDATE: Final = 2.0
MACHINE_DEALLOCATE: Final = 21.0
MACHINE_START: Final = 11.0
MACHINE_POWER_OFF: Final = 8.0
MACHINE_RESTART: Final = 37.0
MACHINE_DELETE: Final = 26.0
RUN_COMMAND: Final = 16.0
DISK: Final = 2.0

NETWORK: Final = 4.0
SECURITY_GROUP: Final = 3.0
ADDRESS: Final = 2.0
NETWORK_DELETE: Final = 10.0

GROUP_DELETE: Final = 15.0
REGISTRATION: Final = 20.0
DEPLOYMENT: Final = 3.0
"""The least that a template deployment takes; its resources take their own time."""

SLOW_BOOT: Final = 180.0
"""What the fault "slow-boot" adds before the guest is booted."""
