"""Forgetting what Telegram answered long ago. What was told is never forgotten: so nothing is told twice."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.alerts.held import WINDOW
from storage.tables import attempt, delivery

# So long it can be looked up what became of each try.
KEPT = timedelta(days=90)
# Rows in one transaction: other writers wait no longer than for so many.
CHUNK = 2000
_SETTLED = ("sent", "dead", "cancelled", "expired")


async def attempts(connection: AsyncConnection, now: datetime) -> int:
    """Forget some tries of long ago, of deliveries that are settled; gives how many.

    The newest stay, however old: the brake counts them.
    """
    newest = select(func.coalesce(func.max(attempt.c.id), 0)).scalar_subquery()
    # They come in the order of time: where the first ones are young, so are all.
    oldest = (
        select(attempt.c.id, attempt.c.at, attempt.c.delivery_id)
        .where(attempt.c.id <= newest - WINDOW)
        .order_by(attempt.c.id)
        .limit(CHUNK)
        .subquery()
    )
    ids = await connection.scalars(
        select(oldest.c.id)
        .join(delivery, delivery.c.id == oldest.c.delivery_id)
        .where(oldest.c.at < now - KEPT, delivery.c.state.in_(_SETTLED))
    )
    gone = await connection.execute(delete(attempt).where(attempt.c.id.in_(ids.all())))
    return gone.rowcount
