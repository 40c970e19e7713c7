"""Somebody who talks to a sandbox over HTTP."""

import json
from typing import Any

import aiohttp

TOKEN = "123456:AA-test_token"
ALEX = 1001
BOT = 123456


class Caller:
    """The bot's side and the people's side of one sandbox."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.session = session
        self.url = f"{address}/bot{TOKEN}"

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/{method}", json=arguments) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == (200 if answer["ok"] else answer["error_code"])
            return answer

    async def ok(self, method: str, **arguments: Any) -> Any:
        answer = await self.call(method, **arguments)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **arguments: Any) -> str:
        answer = await self.call(method, **arguments)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.address}/_sandbox/{path}") as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.address}/_sandbox/{path}", json=body) as response:
            return response.status, await response.json()

    async def say(self, text: str, person: int = ALEX) -> Any:
        status, answer = await self.post("messages", chat_id=person, from_id=person, text=text)
        assert status == 200, answer
        return answer

    async def tap(self, message_id: int, data: str, person: int = ALEX) -> tuple[int, Any]:
        return await self.post("taps", chat_id=person, from_id=person, message_id=message_id, data=data)

    async def write(self, chat_id: int, person: int, text: str, **more: Any) -> Any:
        status, answer = await self.post("messages", chat_id=chat_id, from_id=person, text=text, **more)
        assert status == 200, answer
        return answer

    async def group(self, kind: str, **more: Any) -> int:
        """A group that Alex makes, with the bot and Sam (2002), who must exist, in it."""
        body = {"type": kind, "title": "Friends", "creator": ALEX, "members": [2002, BOT], **more}
        status, answer = await self.post("chats", **body)
        assert status == 200, answer
        return int(answer["chat_id"])

    async def forum(self) -> tuple[int, int]:
        """A group with a topic: both their numbers."""
        chat_id = await self.group("supergroup", is_forum=True)
        _, answer = await self.post("topics", chat_id=chat_id, name="Questions")
        return chat_id, int(answer["message_thread_id"])

    async def change(self, chat_id: int, by: int, action: str, user: int = BOT) -> Any:
        body = {"chat_id": chat_id, "from_id": by, "action": action, "user_id": user}
        status, answer = await self.post("membership", **body)
        assert status == 200, answer
        return answer


def keyboard(*labels: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]})
