"""Which chats can be reached: blocked and restored, not found, paused, and groups that get a new id."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.alerts import machine
from storage.tables import (
    asked,
    awaited,
    chat,
    check_group,
    check_session,
    delivery,
    miss,
    muted,
    subscription,
)

# A chat that Telegram does not find is asked for again after a day, and after two more; then it is suspended.
STRIKES = 3
STRIKE_PAUSES_S = (24 * 3600.0, 48 * 3600.0)
_SAME_STRIKE = timedelta(hours=12)


async def suspend(connection: AsyncConnection, telegram_id: int, state: str, now: datetime) -> None:
    """Write to a chat no more ("blocked", "suspended"); what was waiting for it is put away."""
    await connection.execute(
        update(chat).where(chat.c.telegram_id == telegram_id, chat.c.state == "active").values(state=state)
    )
    await connection.execute(
        update(delivery)
        .where(
            delivery.c.chat_id == _id_of(telegram_id),
            delivery.c.state.in_(("ready", "held")),
        )
        .values(state="dead", why=state, settled_at=now)
    )


async def restore(connection: AsyncConnection, telegram_id: int) -> bool:
    """Write to a chat again; what it missed and is still of use comes at once. False where it was active."""
    restored = await connection.execute(
        update(chat)
        .where(chat.c.telegram_id == telegram_id, chat.c.state.in_(("blocked", "suspended")))
        .values(state="active", strikes=0, struck_at=None, next_ok_at=None)
    )
    if restored.rowcount == 0:
        return False
    await connection.execute(
        update(subscription)
        .where(subscription.c.chat_id == _id_of(telegram_id), subscription.c.ended_at.is_(None))
        .values(caught_up=False)
    )
    return True


async def strike(connection: AsyncConnection, telegram_id: int, now: datetime) -> int:
    """Telegram did not find the chat; gives how often by now. Several answers of one day are one strike."""
    row = (
        await connection.execute(
            select(chat.c.strikes, chat.c.struck_at)
            .where(chat.c.telegram_id == telegram_id)
            .with_for_update(key_share=True)
        )
    ).one()
    if row.struck_at is not None and now - row.struck_at < _SAME_STRIKE:
        return int(row.strikes)
    strikes = int(row.strikes) + 1
    await connection.execute(
        update(chat).where(chat.c.telegram_id == telegram_id).values(strikes=strikes, struck_at=now)
    )
    if strikes >= STRIKES:
        await suspend(connection, telegram_id, "suspended", now)
    return strikes


async def forgive(connection: AsyncConnection, telegram_id: int) -> None:
    """The chat was found: earlier strikes count no more."""
    await connection.execute(
        update(chat).where(chat.c.telegram_id == telegram_id).values(strikes=0, struck_at=None)
    )


async def pause(connection: AsyncConnection, telegram_id: int, seconds: float) -> None:
    """Send nothing to a group for so long."""
    await connection.execute(
        update(chat)
        .where(chat.c.telegram_id == telegram_id)
        .values(next_ok_at=machine.after(connection, seconds))
    )


async def migrate(connection: AsyncConnection, old: int, new: int) -> bool:
    """A group has a new Telegram id; gives whether that is news.

    Where the new id has a row of its own already, both are one chat: the older row survives with all that
    the other had, each thing once. Of what was under way then, more is known when this is heard again.
    """
    rows = await connection.execute(
        select(chat.c.id, chat.c.telegram_id)
        .where(chat.c.telegram_id.in_((old, new)), chat.c.state != "gone")
        .with_for_update()
    )
    found = {row.telegram_id: row.id for row in rows}
    if old not in found:
        merged = select(chat.c.id).where(chat.c.migrated_to == found.get(new))
        for lose in (await connection.scalars(merged)).all():
            await _merge_deliveries(connection, found[new], lose)
        return False
    if new in found:
        keep, lose = sorted(found.values())
        await _merge(connection, keep, lose)
        # Ids are unique: the loser gives its own away before the other takes it.
        spare = select(func.min(chat.c.telegram_id) - 1).scalar_subquery()
        await connection.execute(
            update(chat).where(chat.c.id == lose).values(telegram_id=spare, state="gone", migrated_to=keep)
        )
        await connection.execute(
            update(chat).where(chat.c.id == keep).values(telegram_id=new, kind="supergroup")
        )
        await connection.execute(update(chat).where(chat.c.id == lose).values(telegram_id=old))
    else:
        await connection.execute(
            update(chat).where(chat.c.id == found[old]).values(telegram_id=new, kind="supergroup")
        )
    return True


async def _merge(connection: AsyncConnection, keep: int, lose: int) -> None:
    """Give what one row has to the other, except what that has too."""
    theirs = subscription.alias("theirs")
    same = (
        select(literal(1))
        .where(
            theirs.c.chat_id == keep,
            theirs.c.thread_id == subscription.c.thread_id,
            theirs.c.topic == subscription.c.topic,
            theirs.c.ended_at.is_(None),
        )
        .correlate(subscription)
        .exists()
    )
    await connection.execute(
        update(subscription)
        .where(subscription.c.chat_id == lose, (subscription.c.ended_at.is_not(None)) | ~same)
        .values(chat_id=keep)
    )
    await _merge_deliveries(connection, keep, lose)
    await connection.execute(
        update(subscription)
        .where(subscription.c.chat_id == lose, subscription.c.ended_at.is_(None))
        .values(ended_at=subscription.c.created_at, ended_reason="merged")
    )
    await connection.execute(update(miss).where(miss.c.chat_id == lose).values(chat_id=keep))
    # One check of a person is under way in a chat: another stays with the row that is gone.
    other = check_session.alias("other")
    is_second = (
        select(literal(1))
        .where(
            other.c.chat_id == keep,
            other.c.person_id == check_session.c.person_id,
            other.c.program_id == check_session.c.program_id,
            other.c.state == "active",
        )
        .correlate(check_session)
        .exists()
    )
    await connection.execute(
        update(check_session)
        .where(check_session.c.chat_id == lose, ~((check_session.c.state == "active") & is_second))
        .values(chat_id=keep)
    )
    await connection.execute(update(check_group).where(check_group.c.chat_id == lose).values(chat_id=keep))
    for table in (asked, awaited, muted):
        await connection.execute(delete(table).where(table.c.chat_id == lose))


async def _merge_deliveries(connection: AsyncConnection, keep: int, lose: int) -> None:
    """What the one has sent, or may have, stands in the place of what the other still was to send."""
    # Nobody begins to send one of them while it is decided which of two goes.
    await connection.execute(
        select(delivery.c.id)
        .where(delivery.c.chat_id.in_((keep, lose)), delivery.c.state.in_(("ready", "claimed", "sending")))
        .order_by(delivery.c.id)
        .with_for_update()
    )
    await connection.execute(
        update(delivery)
        .where(
            delivery.c.chat_id == keep,
            delivery.c.state.not_in(_OUT),
            _has_twin(lose, _twin.c.state.in_(_OUT)),
        )
        .values(state="cancelled", why="merged", about=delivery.c.about + ":merged")
    )
    await connection.execute(
        update(delivery).where(delivery.c.chat_id == lose, ~_has_twin(keep)).values(chat_id=keep)
    )
    await connection.execute(
        update(delivery)
        .where(delivery.c.chat_id == lose, delivery.c.state.not_in(_OUT))
        .values(state="cancelled", why="merged")
    )


_twin = delivery.alias("twin")
# Sent, or it may have been.
_OUT = ("sending", "sent", "held")


def _has_twin(chat_id: int, *conditions: Any) -> Any:
    """Whether another chat has a delivery of the same."""
    return (
        select(literal(1))
        .where(
            _twin.c.chat_id == chat_id,
            _twin.c.thread_id == delivery.c.thread_id,
            _twin.c.about == delivery.c.about,
            *conditions,
        )
        .correlate(delivery)
        .exists()
    )


def _id_of(telegram_id: int) -> Any:
    return select(chat.c.id).where(chat.c.telegram_id == telegram_id).scalar_subquery()
