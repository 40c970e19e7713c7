"""Waiting for something to happen: a bell that wakes everyone who listens."""

import asyncio


class Bell:
    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.is_closed = False

    def ring(self) -> None:
        heard, self._event = self._event, asyncio.Event()
        heard.set()

    def close(self) -> None:
        """Wake everyone, and let nobody wait again: the sandbox is stopping."""
        self.is_closed = True
        self.ring()

    async def wait(self, until: float) -> bool:
        """Wait for the next ring or for that moment of the loop's clock; no if it is time to give up."""
        left = until - asyncio.get_running_loop().time()
        if self.is_closed or left <= 0:
            return False
        try:
            await asyncio.wait_for(self._event.wait(), left)
        except TimeoutError:
            return False
        return not self.is_closed
