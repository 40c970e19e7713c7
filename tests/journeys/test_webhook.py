"""The webhook over HTTP: what is not Telegram's is refused, what is Telegram's is answered once and in order."""

import asyncio
import io
import json
import random
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import text

from tests.journeys.conftest import HEADER, JSON, SECRET, Chat, Telegram, World
from tests.sizes import size

FORGED = size(2_000, 10_000)


async def stored(world: World) -> list[int]:
    async with world.database.read() as connection:
        found = await connection.execute(text("SELECT update_id FROM inbox ORDER BY update_id"))
        return list(found.scalars())


async def test_an_update_is_stored_before_it_is_acknowledged_and_then_answered(telegram: Telegram) -> None:
    assert await telegram.post(telegram.update("/status Baltimore")) == 200
    assert await stored(telegram.world) == [1]
    chat = telegram.world.chat()
    await chat.wait_for(1)
    assert "Baltimore, Maryland" in (await chat.said())[0]


async def test_an_update_that_is_delivered_again_is_answered_once(telegram: Telegram) -> None:
    update = telegram.update("/help")
    found = await asyncio.gather(*(telegram.post(update) for _ in range(20)))
    assert found == [200] * 20
    chat = telegram.world.chat()
    await chat.wait_for(1)
    assert await telegram.post(update) == 200
    last = telegram.update("/status Baltimore")
    await telegram.post(last)
    await chat.wait_for(2)
    assert [line.splitlines()[0] for line in await chat.said()] == [
        "What I can do",
        "Baltimore, Maryland — Public Safety Partnership",
    ]


async def test_a_database_that_fails_is_a_503_and_telegram_repeats(telegram: Telegram) -> None:
    async with telegram.world.database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    update = telegram.update("/help")
    assert await telegram.post(update) == 503
    async with telegram.world.database.write() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
    assert await telegram.post(update) == 200
    await telegram.world.chat().wait_for(1)


FORGERIES = {
    "no secret": ({}, None, 401),
    "an empty secret": ({HEADER: ""}, None, 401),
    "another secret": ({HEADER: "x" * len(SECRET)}, None, 401),
    "a truncated secret": ({HEADER: SECRET[:-1]}, None, 401),
    "a longer secret": ({HEADER: SECRET + "0"}, None, 401),
    "a secret of other letters": ({HEADER: SECRET.replace("a", "ä")}, None, 401),
    "a secret in capitals": ({HEADER: SECRET.upper()}, None, 401),
    "no secret, and not JSON": ({"Content-Type": "text/plain"}, b"x", 401),
    "no secret, and too large": ({}, b" " * (1024 * 1024 + 1), 401),
    "the secret, and not JSON": ({HEADER: SECRET, "Content-Type": "text/plain"}, None, 415),
    "the secret, and broken JSON": ({HEADER: SECRET}, b"{", 400),
    "the secret, and a list": ({HEADER: SECRET}, b"[]", 400),
    "the secret, and no number": ({HEADER: SECRET}, b"{}", 400),
    "the secret, and a true number": ({HEADER: SECRET}, b'{"update_id": true}', 400),
    "the secret, and a negative number": ({HEADER: SECRET}, b'{"update_id": -1}', 400),
    "the secret, and a number in words": ({HEADER: SECRET}, b'{"update_id": "7"}', 400),
    "the secret, and a number too large": ({HEADER: SECRET}, b'{"update_id": 9223372036854775808}', 400),
    "the secret, and bytes that are no text": ({HEADER: SECRET}, b'{"update_id": 7, "a": "\xff"}', 400),
}


async def test_a_forged_request_is_refused_and_leaves_nothing(telegram: Telegram) -> None:
    for forgery, (headers, body, status) in FORGERIES.items():
        given = body if body is not None else json.dumps(telegram.update("/help")).encode()
        async with telegram.http.post(telegram.url, data=io.BytesIO(given), headers=JSON | headers) as answer:
            assert (answer.status, await answer.read()) == (status, b""), forgery
    assert await stored(telegram.world) == []


async def test_two_secrets_are_none(telegram: Telegram) -> None:
    """A proxy and the bot may read different ones of them."""
    for values in ((SECRET, "other"), ("other", SECRET), (SECRET, SECRET)):
        headers = [*JSON.items(), *((HEADER, value) for value in values)]
        async with telegram.http.post(telegram.url, data=b'{"update_id": 1}', headers=headers) as answer:
            assert answer.status == 401
    assert await stored(telegram.world) == []


@pytest.mark.parametrize("is_declared", [True, False])
async def test_too_large_a_body_is_refused_at_the_cap(telegram: Telegram, is_declared: bool) -> None:
    large = b'{"update_id": 1, "a": "' + b"x" * 1024 * 1024 + b'"}'

    async def parts() -> AsyncIterator[bytes]:
        for begin in range(0, len(large), 65_536):
            yield large[begin : begin + 65_536]

    headers = JSON | {HEADER: SECRET}
    body = io.BytesIO(large) if is_declared else parts()
    try:
        async with telegram.http.post(telegram.url, data=body, headers=headers) as answer:
            assert answer.status == 413
    except aiohttp.ClientConnectionError:
        pass  # closed before all of it was sent
    assert await stored(telegram.world) == []


async def test_another_method_is_refused(telegram: Telegram) -> None:
    headers = JSON | {HEADER: SECRET}
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        async with telegram.http.request(
            method, telegram.url, data=b'{"update_id": 1}', headers=headers
        ) as answer:
            assert answer.status == 405, method
    assert await stored(telegram.world) == []


async def test_another_path_is_not_found(telegram: Telegram) -> None:
    headers = JSON | {HEADER: SECRET}
    for path in ("/", "/telegram", "/telegram/webhook/", "/telegram/webhook/x", "/TELEGRAM/WEBHOOK"):
        address = telegram.world.address + path
        async with telegram.http.post(address, data=b'{"update_id": 1}', headers=headers) as answer:
            assert answer.status == 404, path
    assert await stored(telegram.world) == []


@pytest.mark.soak
async def test_thousands_of_forged_requests_come_to_nothing(telegram: Telegram) -> None:
    """Secrets a letter away from the real one, in whatever place, in hundreds of requests at once."""
    seed = random.Random(4)
    letters = "ABCabc019_-"
    at_once = asyncio.Semaphore(32)

    def near(secret: str) -> str:
        place = seed.randrange(len(secret))
        changed = [
            secret[:place] + secret[place + 1 :],
            secret[:place] + seed.choice(letters) + secret[place:],
            secret[:place] + ("~" if secret[place] != "~" else "x") + secret[place + 1 :],
            secret[:place],
            secret[place + 1 :],
            secret + " x",
            "",
        ]
        return seed.choice(changed)

    async def forge(number: int) -> int:
        async with at_once:
            return await telegram.post(telegram.update("/help", number=number), **{HEADER: near(SECRET)})

    found = await asyncio.gather(*(forge(number) for number in range(1, FORGED + 1)))
    assert found.count(401) == FORGED
    assert await stored(telegram.world) == []
    async with telegram.http.get(f"{telegram.world.address}/metrics") as answer:
        assert f'proviso_webhooks_refused_total{{reason="secret"}} {FORGED}.0' in await answer.text()


async def test_many_chats_at_once_are_each_answered_in_order(telegram: Telegram) -> None:
    people = range(3001, 3013)
    chats = [await telegram.world.newcomer(person, "P") for person in people]
    for requirement in (1, 2, 3):
        found = await asyncio.gather(
            *(telegram.post(telegram.update(f"/requirements {requirement}", person)) for person in people)
        )
        assert set(found) == {200}

    async def numbers(chat: Chat) -> list[str]:
        return [line[:2] for line in await chat.said()]

    async with asyncio.timeout(60):
        while [await numbers(chat) for chat in chats] != [["1.", "2.", "3."]] * len(chats):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
