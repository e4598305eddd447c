"""Failures in words; the app knows the codes and has the words in the user's language."""


class SetupError(Exception):
    """Something that the user has to know. `details` are other programs' last words; `values`
    let the app say it in another language."""

    def __init__(
        self,
        code: "str",
        message: "str",
        advice: "str",
        retryable: "bool" = False,
        details: "str" = "",
        values: "dict[str, str] | None" = None,
    ) -> None:
        Exception.__init__(self, message)
        self.code = code
        self.message = message
        self.advice = advice
        self.retryable = retryable
        self.details = details
        self.values = values or {}


def disk_full(details: "str") -> "SetupError":
    return SetupError(
        "guest-disk-full", "The disk is full.", "Make room on it, then resume.", details=details
    )


def refused_settings(what: "str") -> "SetupError":
    return SetupError(
        "guest-settings", "The settings are not usable: " + what, "Update Kumonote.", details=what
    )
