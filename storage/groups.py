"""The groups that self-checks are begun from: the way into a private chat, and the summary's way back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.gazetteer import Place
from domain.selfcheck.sessions import Check, Group
from storage.tables import chat, check_group, check_session, invitation


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link from a group to a check in private. Nobody guesses its `number`."""

    number: int
    group: Group
    program: str
    jurisdiction: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Posting:
    """How often a summary was tried to be posted, and when it is known to have arrived."""

    attempts: int
    posted_at: datetime | None


async def invite(connection: AsyncConnection, new: Invitation) -> int:
    """Keep an invitation; a topic of a group has one for each program and place. Gives its number."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    about = {
        "chat_id": select(chat.c.id).where(chat.c.telegram_id == new.group.chat).scalar_subquery(),
        "thread_id": new.group.thread,
        "program_id": new.program,
        "jurisdiction_id": new.jurisdiction,
        "place_name": new.place.name if new.place else "",
        "place_state": new.place.state_code if new.place else "",
    }
    statement = (
        dialect.insert(invitation)
        .values(number=new.number, title=new.group.title, **about)
        .on_conflict_do_update(index_elements=list(about), set_={"title": new.group.title})
        .returning(invitation.c.number)
    )
    return int((await connection.execute(statement)).scalar_one())


async def invited(connection: AsyncConnection, number: int) -> Invitation | None:
    query = (
        select(invitation, chat.c.telegram_id)
        .join(chat, chat.c.id == invitation.c.chat_id)
        .where(invitation.c.number == number)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Invitation(
        row.number,
        Group(row.telegram_id, row.thread_id, row.title),
        row.program_id,
        row.jurisdiction_id,
        Place(row.place_name, row.place_state) if row.place_name else None,
    )


async def remember(connection: AsyncConnection, check_id: int, group: Group) -> None:
    """Remember the group that a check is begun from."""
    await connection.execute(
        insert(check_group).values(
            check_id=check_id,
            chat_id=select(chat.c.id).where(chat.c.telegram_id == group.chat).scalar_subquery(),
            thread_id=group.thread,
            title=group.title,
            attempts=0,
        )
    )


async def posting(connection: AsyncConnection, check: Check) -> Posting:
    query = select(check_group.c.attempts, check_group.c.posted_at)
    row = (await connection.execute(query.where(check_group.c.check_id == _id_of(check)))).one()
    return Posting(row.attempts, row.posted_at)


async def claim(connection: AsyncConnection, check: Check, attempt: int) -> bool:
    """Claim the right to post the summary; False where this attempt, the first being 0, was made before."""
    found = await connection.execute(
        update(check_group)
        .where(
            check_group.c.check_id == _id_of(check),
            check_group.c.attempts == attempt,
            check_group.c.posted_at.is_(None),
        )
        .values(attempts=attempt + 1)
    )
    return found.rowcount == 1


async def settle(connection: AsyncConnection, check: Check, posted_at: datetime) -> None:
    """The summary arrived: it is never posted again."""
    query = update(check_group).where(check_group.c.check_id == _id_of(check))
    await connection.execute(query.values(posted_at=posted_at))


async def undo(connection: AsyncConnection, check: Check) -> None:
    """The attempt is known to have failed, as if it had not been made."""
    query = update(check_group).where(check_group.c.check_id == _id_of(check))
    await connection.execute(query.values(attempts=check_group.c.attempts - 1))


def _id_of(check: Check):  # type: ignore[no-untyped-def]
    return select(check_session.c.id).where(check_session.c.sid == check.sid).scalar_subquery()
