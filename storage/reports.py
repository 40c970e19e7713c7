"""What people reported as wrong, for the editors' queue."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chat, report

LONGEST = 2_000


async def keep(
    connection: AsyncConnection, telegram_id: int, about: str, revision: int, text: str, now: datetime
) -> int:
    """Keep a report, at most 2,000 characters of it; gives its number."""
    row = (await connection.execute(select(chat.c.id).where(chat.c.telegram_id == telegram_id))).scalar_one()
    made = await connection.execute(
        insert(report)
        .values(chat_id=row, about=about, revision_id=revision, text=text[:LONGEST], made_at=now)
        .returning(report.c.id)
    )
    return int(made.scalar_one())
