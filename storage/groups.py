"""The groups that self-checks are begun from: the way into a private chat, and where a summary goes."""

from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.gazetteer import Place
from domain.selfcheck.sessions import Group
from storage.tables import chat, check_group, invitation


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link from a group to a check in private. Nobody guesses its `number`."""

    number: int
    group: Group
    program: str
    jurisdiction: str
    place: Place | None


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
