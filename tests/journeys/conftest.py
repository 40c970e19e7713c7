"""The real bot against the sandbox over HTTP, and a person who types and reads."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot import app
from bot.intake.flood import Limits, Pace
from config import settings as config
from config.settings import Settings
from sandbox.server import Sandbox
from storage.database import Database
from tests.journeys.processes import Environment
from transport import pacing
from transport.pacing import Paces, Window

TOKEN = "1234567890:canary-token-that-must-not-appear"
ALEX = 1001
PATIENCE_S = 60.0
UNHURRIED = Limits(Pace(1e9, 1e9), Pace(1e9, 1e9))
_ANY_PACE = pacing.Pace(Window(10**9, 0.001), 0.001)
UNPACED = Paces(_ANY_PACE, _ANY_PACE)
SECRET = "canary-secret-of-the-webhook-0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
JSON = {"Content-Type": "application/json"}


@dataclass
class Chat:
    """One person's chat with the bot: what is typed, and what can be read afterwards."""

    address: str
    database: Database
    http: aiohttp.ClientSession
    id: int = ALEX
    person: int = ALEX
    topic: int | None = None

    async def ask(self, text: str) -> str:
        """Type something and read everything that comes in answer."""
        return "\n\n".join(message["text"] for message in await self.messages_after(text))

    async def messages_after(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Type something; gives the messages that answer it."""
        before = await self._last_seq()
        await self.wait_for(await self.type(text, **more))
        events = await self._events(before)
        return [
            event["message"]
            for event in events
            if event["type"] == "message"
            and event["chat_id"] == self.id
            and event["message"]["from"]["is_bot"]
        ]

    async def type(self, text: str, **more: Any) -> int:
        """Type something and do not wait; gives the update's id."""
        topic = {"message_thread_id": self.topic} if self.topic else {}
        update = (await self._post("messages", text=text, **topic, **more))["update_id"]
        assert update is not None, "the bot does not hear this"
        return int(update)

    async def is_heard(self, text: str) -> bool:
        """Whether the bot is told of what somebody types here."""
        return (await self._post("messages", text=text))["update_id"] is not None

    async def tap(self, message: dict[str, Any], label: str) -> list[dict[str, Any]]:
        """Tap a button by its label; gives the events that follow (edits, messages, toasts)."""
        data = next(
            b["callback_data"]
            for row in message["reply_markup"]["inline_keyboard"]
            for b in row
            if b["text"] == label
        )
        before = await self._last_seq()
        posted = await self._post("taps", message_id=message["message_id"], data=data)
        await self.wait_for(int(posted["update_id"]))
        return await self._events(before)

    async def wait_for(self, update_id: int) -> None:
        """Until the update is answered and marked done."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self.is_done(update_id):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def is_done(self, update_id: int) -> bool:
        async with self.database.glance() as connection:
            found = await connection.execute(
                text("SELECT count(*) FROM inbox WHERE update_id = :id AND done_at IS NOT NULL"),
                {"id": update_id},
            )
            return bool(found.scalar_one())

    async def said(self) -> list[str]:
        """Everything the bot has said in this chat so far."""
        async with self.http.get(f"{self.address}/_sandbox/state") as answer:
            messages = (await answer.json())["messages"]
        return [m["text"] for m in messages if m["chat"]["id"] == self.id and m["from"]["is_bot"]]

    async def _last_seq(self) -> int:
        async with self.http.get(f"{self.address}/_sandbox/state") as answer:
            return int((await answer.json())["seq"])

    async def _events(self, after: int) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.address}/_sandbox/events?after={after}&wait=0") as answer:
            return list((await answer.json())["events"])

    async def _post(self, what: str, **body: Any) -> dict[str, Any]:
        given = {"chat_id": self.id, "from_id": self.person, **body}
        async with self.http.post(f"{self.address}/_sandbox/{what}", json=given) as answer:
            found = dict(await answer.json())
            assert answer.status == 200, found
            return found


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def environment(sandbox: Sandbox, database_url: str) -> Environment:
    """What `proviso run` needs as a process of its own, against the sandbox and a database of each kind."""
    return {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": database_url,
        "PROVISO_LOG_FORMAT": "json",
        "PROVISO_LISTEN": "127.0.0.1:0",
    }


BOT = int(TOKEN.partition(":")[0])


@dataclass
class World:
    """A sandbox, a bot that runs against it, and the people in it."""

    settings: Settings
    sandbox: Sandbox
    database: Database
    http: aiohttp.ClientSession
    bot: AsyncExitStack
    address: str = ""
    set_clock: Callable[[datetime | None], Awaitable[datetime]] = field(init=False)

    async def begin(self, **how: Any) -> None:
        """Start the bot; `address` is where it listens. Tests write faster than people: no limit, unless given."""
        given = {"limits": UNHURRIED, "paces": UNPACED} | how
        running = await self.bot.enter_async_context(app.running(self.settings, **given))
        self.address, self.set_clock = running.address, running.set_clock

    async def restart(self) -> Chat:
        """End the bot and start it again on the same database; gives Alex's chat."""
        await self.bot.aclose()
        await self.begin()
        return self.chat()

    def chat(self) -> Chat:
        return Chat(self.sandbox.address, self.database, self.http)

    async def newcomer(self, id: int, name: str) -> Chat:
        """A further person with a private chat."""
        async with self.http.post(
            f"{self.sandbox.address}/_sandbox/people", json={"id": id, "first_name": name}
        ) as answer:
            assert answer.status == 200, await answer.text()
        return Chat(self.sandbox.address, self.database, self.http, id, id)

    async def group(self, *members: int, is_forum: bool = False) -> Chat:
        """A supergroup of Alex's with the bot in it."""
        body = {
            "type": "supergroup",
            "title": "Grants desk",
            "creator": ALEX,
            "members": [*members, BOT],
            "is_forum": is_forum,
        }
        async with self.http.post(f"{self.sandbox.address}/_sandbox/chats", json=body) as answer:
            assert answer.status == 200, await answer.text()
            id = int((await answer.json())["chat_id"])
        return Chat(self.sandbox.address, self.database, self.http, id, ALEX)

    async def topic(self, group: Chat, name: str) -> Chat:
        """A topic of a group, as its own chat."""
        body = {"chat_id": group.id, "name": name}
        async with self.http.post(f"{self.sandbox.address}/_sandbox/topics", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return replace(group, topic=int((await answer.json())["message_thread_id"]))


Start = Callable[..., Awaitable[World]]


@pytest.fixture
async def start(sandbox: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the bot; `clock` is the instant it shows (ISO 8601 with an offset), `how` for `app.running`."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())

        async def begin(clock: str | None = None, how: Mapping[str, Any] | None = None, **more: Any) -> World:
            given = {"clock": clock, **more} if clock else more
            settings = config.load(
                tmp_path / "no.env",
                bot_token=SecretStr(TOKEN),
                api_base_url=sandbox.address,
                database_url=SecretStr(database_url),
                **{"listen": "127.0.0.1:0", "reply_rate": 1e6} | given,
            )
            bot = await stack.enter_async_context(AsyncExitStack())
            database = Database(database_url)
            stack.push_async_callback(database.close)
            world = World(settings, sandbox, database, http, bot)
            await world.begin(**how or {})
            return world

        yield begin


@pytest.fixture
async def world(start: Start) -> World:
    """The bot as on 21 November 2026."""
    return await start(clock=datetime(2026, 11, 21, 12).astimezone().isoformat())


@pytest.fixture
def chat(world: World) -> Chat:
    return world.chat()


@dataclass
class Telegram:
    """Telegram's side of the webhook: updates posted as it posts them."""

    world: World
    http: aiohttp.ClientSession
    numbers: Any = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return f"{self.world.address}/telegram/webhook"

    def update(self, text: str, person: int = ALEX, number: int | None = None) -> dict[str, Any]:
        number = next(self.numbers) if number is None else number
        who = {"id": person, "first_name": "P", "is_bot": False}
        chat = {"id": person, "type": "private", "first_name": "P"}
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        message = {"message_id": number, "date": 1, "chat": chat, "from": who, "text": text}
        return {"update_id": number, "message": message | ({"entities": entities} if text[0] == "/" else {})}

    async def post(self, body: Any, **headers: str) -> int:
        given = JSON | {HEADER: SECRET} | headers
        async with self.http.post(self.url, data=json.dumps(body), headers=given) as answer:
            return answer.status


@pytest.fixture
async def telegram(start: Start) -> AsyncIterator[Telegram]:
    async def begin() -> World:
        return await start(
            how={"limits": Limits()},
            clock="2026-11-21T12:00:00-05:00",
            mode="webhook",
            webhook_url="https://bot.example",
            webhook_secret=SecretStr(SECRET),
        )

    world = await begin()
    async with aiohttp.ClientSession() as http:
        yield Telegram(world, http)
