"""The tables. Instants are UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Instant(TypeDecorator[datetime]):
    """An aware instant; SQLite has no zones, so it is kept there as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up only INTEGER keys by itself.
_Serial = BigInteger().with_variant(Integer, "sqlite")

# Every change of the catalogue: who made it and when. The newest is the one that answers.
revision = Table(
    "revision",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("origin", String(16), nullable=False),
)

# The whole program as of a revision, in canonical JSON. A program without a row in a revision did not change.
program_revision = Table(
    "program_revision",
    metadata,
    Column("program_id", String(40), primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), primary_key=True),
    Column("origin", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("file_sha256", String(64)),
)

chat = Table(
    "chat",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    # Empty until the chat sets its own: then the operator's default holds.
    Column("time_zone", String(64)),
    Column("language", String(16)),
    # The program it asks about, and the jurisdiction it asked about last.
    Column("program_id", String(40)),
    Column("last_place", String(40)),
    Column("first_seen_at", Instant, nullable=False),
)

# A question of ours that the next words of this person answer: "Which place?". One at a time for each person
# in each topic. It is kept after the answer, so that an update handled again is answered the same.
awaited = Table(
    "awaited",
    metadata,
    Column("chat_id", ForeignKey("chat.id"), primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("person_id", BigInteger, primary_key=True),
    Column("target", String(64), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answered_by", BigInteger),
)

# What people say is wrong, for the editors. `about` is the view they were looking at.
report = Table(
    "report",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("about", String(64), nullable=False),
    Column("revision_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

# Each questionnaire that a check was begun with, whole: a check stays with its own when a newer one comes.
form_version = Table(
    "form_version",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("program_id", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
)

# One person's self-check in a chat. `rev` counts its steps; `step_by` is the update that made the last one.
check_session = Table(
    "check_session",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("sid", String(12), nullable=False, unique=True),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("person_name", String(160), nullable=False),
    Column("program_id", String(40), nullable=False),
    Column("jurisdiction_id", String(40), nullable=False),
    Column("form_sha256", ForeignKey("form_version.sha256"), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", String(40), nullable=False),
    Column("asks", String(16)),
    Column("card_id", BigInteger),
    Column("card_rev", Integer),
    Column("step_by", BigInteger),
    Column("started_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("place_name", String(80)),
    Column("place_state", String(2)),
)
Index(
    "uq_check_session_active",
    check_session.c.chat_id,
    check_session.c.person_id,
    check_session.c.program_id,
    unique=True,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)

# A link from a group, or a topic of it, to a check in a private chat: of one program and place each.
invitation = Table(
    "invitation",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("title", String(255), nullable=False),
    Column("program_id", String(40), nullable=False),
    Column("jurisdiction_id", String(40), nullable=False),
    Column("place_name", String(80), nullable=False),
    Column("place_state", String(2), nullable=False),
    UniqueConstraint("chat_id", "thread_id", "program_id", "jurisdiction_id", "place_name", "place_state"),
)

# The group that a check was begun from. Its summary is posted there once: `attempts` counts what was tried,
# `posted_at` says that one is known to have arrived.
check_group = Table(
    "check_group",
    metadata,
    Column("check_id", ForeignKey("check_session.id"), primary_key=True, autoincrement=False),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("title", String(255), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("posted_at", Instant),
)

# Rows are only ever added: the last one of a question counts, and taking an answer back is a row too.
check_answer = Table(
    "check_answer",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("check_id", ForeignKey("check_session.id"), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("value", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_by", BigInteger, nullable=False),
    Column("given_at", Instant, nullable=False),
    UniqueConstraint("check_id", "rev", "question_id"),
)

# What supports an answer. Of a file its id at Telegram and its hash are kept, never the file.
evidence = Table(
    "evidence",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("check_id", ForeignKey("check_session.id"), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("valid_until", Date),
    Column("given_by", BigInteger, nullable=False),
    Column("given_at", Instant, nullable=False),
)

# A finished check as it was assessed on its day; it is never worked out anew in place.
check_result = Table(
    "check_result",
    metadata,
    Column("check_id", ForeignKey("check_session.id"), primary_key=True),
    Column("form_sha256", ForeignKey("form_version.sha256"), nullable=False),
    Column("revision_id", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("facts_checked", Date, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("rows", Text, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("finished_at", Instant, nullable=False),
)

# Every update that Telegram was told we have. `lane` orders the handling: the chat's Telegram id.
inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("applied_at", Instant),
    Column("done_at", Instant),
)
Index(
    "ix_inbox_waiting",
    inbox.c.update_id,
    sqlite_where=inbox.c.done_at.is_(None),
    postgresql_where=inbox.c.done_at.is_(None),
)
Index("ix_inbox_done_at", inbox.c.done_at)
