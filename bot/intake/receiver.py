"""What brings updates in while this process holds the lease."""

from typing import Protocol


class Receiver(Protocol):
    """Polling, or the keeping of the webhook."""

    async def run(self) -> None:
        """Receive until cancelled; a Refusal or GaveUp when it cannot go on."""

    def age(self) -> float | None:
        """Seconds since Telegram was last heard; None while another process receives."""

    def problem(self) -> str | None:
        """What is wrong with it now, in words; None when it is well or stands by."""
