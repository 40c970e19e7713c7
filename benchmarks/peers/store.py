"""What a peer keeps, through SQLAlchemy's ORM: the chats, and each place with its facts in one row.

It is kind to the peers: the facts are worded beforehand, one place is one row, found by its exact name. What
is left to do for a reply is what any such bot does: read the chat, read the place, number the sources.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from sqlalchemy import JSON, BigInteger, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Chat(Base):
    __tablename__ = "chat"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    last_place: Mapped[str | None]


class Place(Base):
    """`lines` have a text, their source ids and whether they are set apart; `sources` are by id."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sources: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    closing: Mapped[str]
    buttons: Mapped[list[list[dict[str, str]]]] = mapped_column(JSON)


@dataclass(frozen=True)
class Reply:
    text: str
    buttons: list[list[dict[str, str]]]


class Store:
    def __init__(self, url: str) -> None:
        # Kind again: no connection is opened and closed for a crowd, and a write waits for its turn.
        self.engine = create_async_engine(url, connect_args={"timeout": 60}, pool_size=10, max_overflow=0)
        self.session = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with self.engine.connect() as connection:
            await connection.execute(text("PRAGMA journal_mode=wal"))
        yield
        await self.engine.dispose()

    async def status(self, telegram_id: int, typed: str) -> Reply:
        """The status of a place, for a chat that may be new; its last place is remembered."""
        async with self.session() as session:
            chat = await session.scalar(select(Chat).where(Chat.telegram_id == telegram_id))
            place = await session.scalar(select(Place).where(Place.name == typed.strip().lower()))
            if place is None:
                return Reply(f"I know no place called {escape(typed)}.", [])
            if chat is None:
                chat = Chat(telegram_id=telegram_id)
                session.add(chat)
            if chat.last_place != place.name:
                chat.last_place = place.name
                await session.commit()
            return Reply(_text(place), place.buttons)


async def fill(session: AsyncSession, places: list[dict[str, Any]]) -> None:
    session.add_all(Place(**place) for place in places)
    await session.commit()


def _text(place: Place) -> str:
    numbers: dict[str, int] = {}
    said = ""
    for line in place.lines:
        for source in line["sources"]:
            numbers.setdefault(source, len(numbers) + 1)
        marks = "".join(f"[{numbers[source]}]" for source in line["sources"])
        said += ("\n\n" if line["spaced"] else "\n") if said else ""
        said += f"{line['text']} {marks}" if marks else line["text"]
    footer = "\n".join(_footnote(number, place.sources[id]) for id, number in numbers.items())
    return "\n\n".join(part for part in (said, footer, place.closing) if part)


def _footnote(number: int, source: dict[str, str]) -> str:
    name = f"{escape(source['outlet'])}: {escape(source['title'])}"
    linked = f'<a href="{escape(source["url"])}">{name}</a>' if source["url"] else name
    return f"[{number}] {linked}, {escape(source['date'])}"
