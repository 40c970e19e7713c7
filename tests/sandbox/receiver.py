"""The bot's own address, for a sandbox that brings updates to a webhook."""

import asyncio
from typing import Any

from aiohttp import web


class Receiver:
    """The bot's own address: takes updates, or answers what it was told to answer next."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[dict[str, Any]] = []
        self.taken: list[int] = []
        self.headers: list[str | None] = []
        self.answers: list[web.Response] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.most_at_once = 0
        self._at_once = 0
        self._news = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        self.updates.append(await request.json())
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self._news:
            self._news.notify_all()
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await self.gate.wait()
        self._at_once -= 1
        answer = self.answers.pop(0) if self.answers else web.Response()
        if answer.status < 300:
            self.taken.append(self.updates[-1]["update_id"])
        return answer

    async def welcome(self, request: web.Request) -> web.Response:
        """Where a redirect leads to: a page that takes everything."""
        return web.Response()

    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.updates]

    async def until(self, count: int, seconds: float = 5) -> None:
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: len(self.updates) >= count)
