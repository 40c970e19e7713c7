"""A summary that is to be posted, with all that its words are made of, and the words of what became of it."""

from dataclasses import dataclass

from domain.record import Record
from domain.selfcheck.sessions import Check, Group
from handlers.context import Services, Viewer
from messages.check import summary as texts
from messages.message import Message
from storage import chats, checks, results
from storage.chats import Asker
from storage.checks import Kept
from storage.postings import Posting, State


@dataclass(frozen=True, slots=True)
class Summary:
    """A posting with what its words are made of; no record where the program is there no more."""

    posting: Posting
    kept: Kept
    group: Group
    record: Record | None
    viewer: Viewer

    @property
    def check(self) -> Check:
        return self.kept.check


async def read(services: Services, posting: Posting) -> Summary:
    async with services.database.read() as connection:
        check = await checks.find(connection, posting.sid)
        result = await results.of_check(connection, posting.sid)
        assert check is not None and check.group is not None and result is not None
        kept = await checks.read(connection, check)
        asker = Asker(check.chat, check.thread, check.person)
        row, _awaited = await chats.look_up(connection, asker, 0, services.now())
    viewer = services.viewer(row)
    program = services.catalogue.program_by_id.get(check.program)
    record = Record(program, result.day, viewer.today, viewer.zone) if program else None
    return Summary(posting, kept, check.group, record, viewer)


def outcome_of(one: Summary) -> Message:
    """What its card says once it is settled."""
    match one.posting.state:
        case State.POSTED if one.posting.posted_at is not None:
            on = one.posting.posted_at.astimezone(one.viewer.zone).date()
            return texts.arrived(one.check, one.group, on)
        case State.DOUBTFUL if one.record is not None:
            attempts = one.posting.attempts
            return texts.preview(one.record, one.kept.form, one.check, one.kept.answers, attempts)
        case State.NO_MEMBER:
            return texts.not_a_member(one.check, one.group)
        case _:
            return texts.failed(one.check, one.group)
