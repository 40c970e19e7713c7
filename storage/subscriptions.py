"""What chats subscribe to, and when they like to be told."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.subscription import HOUR, STANDARD, ChatSettings, Mode, Subscription, Target, Wish
from storage.alerts import rehours
from storage.tables import chat, muted, subscription

# An ended subscription can be taken up again for so long.
UNDO = timedelta(days=28)


async def subscribe(
    connection: AsyncConnection,
    telegram_id: int,
    thread: int,
    target: Target,
    now: datetime,
    wish: Wish = STANDARD,
) -> tuple[Subscription, bool]:
    """Subscribe a chat that is known, or one of its topics; gives whether it is new.

    Subscribing again changes nothing but the wish, and an end that was asked for.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"mode": wish.mode, "leads": _written(wish.leads), "caught_up": False}
    made = await connection.execute(
        dialect.insert(subscription)
        .values(
            chat_id=_id_of(telegram_id).scalar_subquery(),
            thread_id=thread,
            topic=target.topic,
            created_at=now,
            **values,
        )
        .on_conflict_do_nothing()
        .returning(subscription.c.id)
    )
    is_new = made.scalar_one_or_none() is not None
    if not is_new:
        await connection.execute(update(subscription).where(*_is(telegram_id, thread, target)).values(values))
    row = (await connection.execute(_subscriptions().where(*_is(telegram_id, thread, target)))).one()
    return _subscription(row), is_new


async def end(connection: AsyncConnection, id: int, now: datetime, reason: str) -> bool:
    """End a subscription; False where it had ended before."""
    ended = await connection.execute(
        update(subscription)
        .where(subscription.c.id == id, subscription.c.ended_at.is_(None))
        .values(ended_at=now, ended_reason=reason)
    )
    return ended.rowcount == 1


async def undo(connection: AsyncConnection, id: int, now: datetime) -> bool:
    """Take up one that ended within four weeks; False where it is too late, or a newer one runs."""
    gone = subscription.alias()
    same = (
        select(subscription.c.id)
        .where(
            subscription.c.chat_id == gone.c.chat_id,
            subscription.c.thread_id == gone.c.thread_id,
            subscription.c.topic == gone.c.topic,
            subscription.c.ended_at.is_(None),
        )
        .exists()
    )
    allowed = select(gone.c.id).where(gone.c.id == id, gone.c.ended_at >= now - UNDO, ~same)
    taken = await connection.execute(
        update(subscription)
        .where(subscription.c.id.in_(allowed))
        .values(ended_at=None, ended_reason=None, caught_up=False)
    )
    return taken.rowcount == 1


async def find(connection: AsyncConnection, id: int) -> Subscription | None:
    row = (await connection.execute(_subscriptions().where(subscription.c.id == id))).one_or_none()
    return row and _subscription(row)


async def of_chat(
    connection: AsyncConnection, telegram_id: int, thread: int | None = None
) -> list[Subscription]:
    """The subscriptions that run in a chat, the oldest first; of one topic where one is given."""
    query = _subscriptions().where(chat.c.telegram_id == telegram_id, subscription.c.ended_at.is_(None))
    if thread is not None:
        query = query.where(subscription.c.thread_id == thread)
    return [_subscription(row) for row in await connection.execute(query.order_by(subscription.c.id))]


async def in_topics(
    connection: AsyncConnection, telegram_id: int, thread: int, topics: Collection[str]
) -> list[Subscription]:
    """What a chat asked for of these topics, ended or not: the newest of each."""
    query = _subscriptions().where(
        chat.c.telegram_id == telegram_id,
        subscription.c.thread_id == thread,
        subscription.c.topic.in_(topics),
    )
    rows = await connection.execute(query.order_by(subscription.c.id))
    return list({row.topic: _subscription(row) for row in rows}.values())


async def count(connection: AsyncConnection, topics: Sequence[str]) -> int:
    """How many chats and topics of chats are told of any of these."""
    places = (
        select(subscription.c.chat_id, subscription.c.thread_id)
        .where(subscription.c.topic.in_(topics), subscription.c.ended_at.is_(None))
        .distinct()
    )
    return int((await connection.execute(select(func.count()).select_from(places.subquery()))).scalar_one())


async def settings(connection: AsyncConnection, telegram_id: int, zone: ZoneInfo) -> ChatSettings:
    """When a chat likes to be told; `zone` is the operator's default."""
    query = select(
        chat.c.time_zone, chat.c.alert_hour, chat.c.quiet_from, chat.c.quiet_until, chat.c.silent
    ).where(chat.c.telegram_id == telegram_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return ChatSettings(zone)
    own = ZoneInfo(row.time_zone) if row.time_zone else zone
    return ChatSettings(own, row.alert_hour or HOUR, row.quiet_from, row.quiet_until, row.silent)


async def set_settings(
    connection: AsyncConnection, telegram_id: int, chosen: ChatSettings, now: datetime
) -> None:
    """Change when a chat is told, also of what waits for it already."""
    await connection.execute(
        update(chat)
        .where(chat.c.telegram_id == telegram_id)
        .values(
            time_zone=chosen.zone.key,
            alert_hour=chosen.hour,
            quiet_from=chosen.quiet_from,
            quiet_until=chosen.quiet_until,
            silent=chosen.silent,
        )
    )
    await rehours.move(connection, telegram_id, chosen, now)


async def mute(
    connection: AsyncConnection, telegram_id: int, thread: int, program: str, subject: str, now: datetime
) -> None:
    """Tell the chat no more of one deadline or check: it is done."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = _id_of(telegram_id).scalar_subquery()
    await connection.execute(
        dialect.insert(muted)
        .values(chat_id=row, thread_id=thread, program_id=program, subject=subject, muted_at=now)
        .on_conflict_do_nothing()
    )


async def unmute(
    connection: AsyncConnection, telegram_id: int, thread: int, program: str, subject: str
) -> bool:
    """Tell the chat of it again; False where it was told all the time."""
    gone = await connection.execute(
        delete(muted).where(
            muted.c.chat_id == _id_of(telegram_id).scalar_subquery(),
            muted.c.thread_id == thread,
            muted.c.program_id == program,
            muted.c.subject == subject,
        )
    )
    return gone.rowcount == 1


async def muted_in(connection: AsyncConnection, telegram_id: int, thread: int) -> set[tuple[str, str]]:
    """What the chat said it is done with: programs and the ids of their deadlines."""
    query = select(muted.c.program_id, muted.c.subject).where(
        muted.c.chat_id == _id_of(telegram_id).scalar_subquery(), muted.c.thread_id == thread
    )
    return {(row.program_id, row.subject) for row in await connection.execute(query)}


def _subscriptions() -> Select[Any]:
    return select(subscription, chat.c.telegram_id).join(chat, chat.c.id == subscription.c.chat_id)


def _is(telegram_id: int, thread: int, target: Target):  # type: ignore[no-untyped-def]
    return (
        subscription.c.chat_id == _id_of(telegram_id).scalar_subquery(),
        subscription.c.thread_id == thread,
        subscription.c.topic == target.topic,
        subscription.c.ended_at.is_(None),
    )


def _id_of(telegram_id: int) -> Select[tuple[int]]:
    return select(chat.c.id).where(chat.c.telegram_id == telegram_id)


def _subscription(row: Any) -> Subscription:
    leads = tuple(int(lead) for lead in row.leads.split(",") if lead)
    return Subscription(
        id=row.id,
        chat=row.telegram_id,
        thread=row.thread_id,
        target=Target.of(row.topic),
        wish=Wish(Mode(row.mode), leads),
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _written(leads: Sequence[int]) -> str:
    """Between commas, so that ",1," is found and not in ",14,"."""
    return f",{','.join(map(str, leads))}," if leads else ","
