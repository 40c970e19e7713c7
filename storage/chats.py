"""What is kept about a chat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chat


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat's own row; None stands for the operator's default."""

    telegram_id: int
    time_zone: str | None = None
    language: str | None = None


async def find(connection: AsyncConnection, telegram_id: int) -> Chat | None:
    row = (
        await connection.execute(
            select(chat.c.telegram_id, chat.c.time_zone, chat.c.language).where(
                chat.c.telegram_id == telegram_id
            )
        )
    ).one_or_none()
    return None if row is None else Chat(row.telegram_id, row.time_zone, row.language)


async def remember(connection: AsyncConnection, telegram_id: int, kind: str, now: datetime) -> None:
    """Keep a chat seen for the first time; one we know stays as it is."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(
        dialect.insert(chat)
        .values(telegram_id=telegram_id, kind=kind, first_seen_at=now)
        .on_conflict_do_nothing(index_elements=["telegram_id"])
    )
