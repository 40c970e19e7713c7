"""The bot's updates: waiting until the bot has seen them and says so."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection

from sandbox.arguments import Json, Refused
from sandbox.bell import Bell
from sandbox.delivery import Delivery
from sandbox.webhook import Settings, Webhook

_ANOTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_NEW_WEBHOOK = "Conflict: terminated by setWebhook request"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)
_UNASKED = ("chat_member",)  # comes only to a bot that asks for it by name
_PAUSE = 3.0  # seconds between two answers "Conflict", so that two bots do not chase each other


class Updates:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._waiting: OrderedDict[int, Json] = OrderedDict()
        # Numbers go on growing when the sandbox starts again: a bot with a memory takes none for an old one.
        self._next = int(time.time())
        self._turn = 0
        self._next_conflict = 0.0
        self.allowed: Collection[str] = ()
        self.delivery = Delivery()
        self.webhook: Webhook | None = None
        self.obey: Callable[[Json], Awaitable[None]] = _ignore  # carries out a call in a webhook's answer

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, content: Json) -> int:
        number, self._next = self._next, self._next + 1
        if kind in self.allowed if self.allowed else kind not in _UNASKED:
            update = self._waiting[number] = {"update_id": number, kind: content}
            self._bell.ring()
            if self.webhook:
                self.webhook.bring(update)
        return number

    def clear(self) -> None:
        self._waiting.clear()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Forget what comes before the offset; hand out the rest, waiting for a first one."""
        if self.webhook:
            raise Refused(_WEBHOOK_ACTIVE, 409)
        self._turn += 1  # a newer call ends the one that is waiting
        turn = self._turn
        self._bell.ring()
        self._forget(offset)
        until = asyncio.get_running_loop().time() + seconds
        while not self._waiting and await self._bell.wait(until):
            if self._turn != turn:
                await self._fail()
        return self.delivery.batch(self._waiting.values(), limit)

    async def set_webhook(self, settings: Settings) -> None:
        """Bring the updates to an address from now on, beginning with those that wait."""
        while self.webhook:  # another call may set one meanwhile
            await self.delete_webhook()
        self._turn += 1
        self._bell.ring()
        self.webhook = Webhook(settings, self, self.obey)
        for update in self._waiting.values():
            self.webhook.bring(update)

    async def delete_webhook(self) -> None:
        if webhook := self.webhook:
            self.webhook = None
            await webhook.close()

    def confirm(self, number: int) -> None:
        """The webhook has taken this one."""
        self._waiting.pop(number, None)

    def _forget(self, offset: int) -> None:
        while self._waiting and (
            len(self._waiting) > -offset if offset < 0 else next(iter(self._waiting)) < offset
        ):
            self._waiting.popitem(last=False)

    async def _fail(self) -> None:
        if self.webhook:
            raise Refused(_NEW_WEBHOOK, 409)
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict:
            until = now + _PAUSE
            while await self._bell.wait(until):
                pass
        self._next_conflict = asyncio.get_running_loop().time() + _PAUSE
        raise Refused(_ANOTHER_POLL, 409)


async def _ignore(call: Json) -> None:
    return
