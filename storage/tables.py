"""The tables. Instants are UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    false,
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
    # When it likes to be told: the alert hour, the quiet hours, and whether without a sound.
    Column("alert_hour", Time),
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    Column("silent", Boolean, nullable=False, server_default=false()),
    # Whether alerts may go there; what Telegram said when it did not find the chat, and how often.
    Column("state", String(12), nullable=False, server_default="active"),
    Column("strikes", Integer, nullable=False, server_default="0"),
    Column("struck_at", Instant),
    # A group's own pause, in machine time.
    Column("next_ok_at", Instant),
    # The row that took over when two rows turned out to be one group.
    Column("migrated_to", BigInteger),
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

# What a person asked last, in plain words: “and Stockton?” goes on from it. One in each topic of a chat.
asked = Table(
    "asked",
    metadata,
    Column("chat_id", ForeignKey("chat.id"), primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("person_id", BigInteger, primary_key=True),
    Column("program_id", String(40), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("places", String(400), nullable=False),
    Column("asked_at", Instant, nullable=False),
)

# What could not be answered, and what people say is wrong, for the editors. `asker` is a hash; `chat_id` is
# there until the answer is sent. `about` is the view that a report is about; `words` are the question's,
# normalised, so that one answer serves all who asked the same. An answer is `said`, or what it `means`.
miss = Table(
    "miss",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("chat_id", ForeignKey("chat.id")),
    Column("thread_id", BigInteger, nullable=False),
    Column("asker", String(16), nullable=False),
    Column("program_id", String(40), nullable=False),
    Column("about", String(64), nullable=False),
    Column("revision_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("said", Text),
    Column("means", String(400)),
    Column("settled_by", BigInteger),
    Column("settled_at", Instant),
)
_where_open, _where_kept = text("state = 'open'"), text("state <> 'open' AND chat_id IS NOT NULL")
Index("ix_miss_open", miss.c.program_id, miss.c.words, sqlite_where=_where_open, postgresql_where=_where_open)
Index("ix_miss_kept", miss.c.id, sqlite_where=_where_kept, postgresql_where=_where_kept)

# Questions that editors taught: what the words, normalised, mean in words that the bot understands.
learned = Table(
    "learned",
    metadata,
    Column("program_id", String(40), primary_key=True),
    Column("words", String(200), primary_key=True),
    Column("means", String(400), nullable=False),
    Column("learned_by", BigInteger, nullable=False),
    Column("learned_at", Instant, nullable=False),
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

# The group that a check was begun from. Its summary is posted there once: `attempts` counts those that
# arrived or may have, `posted_at` says that one is known to. `card_id` is the message that has to tell of it.
check_group = Table(
    "check_group",
    metadata,
    Column("check_id", ForeignKey("check_session.id"), primary_key=True, autoincrement=False),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("title", String(255), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("posted_at", Instant),
    Column("state", String(12)),
    Column("card_id", BigInteger),
    # Machine time: until then one process has it in hand.
    Column("lease_until", Instant),
)
_to_post = text("state IN ('asked', 'sending') OR card_id IS NOT NULL")
Index(
    "ix_check_group_to_post",
    check_group.c.check_id,
    sqlite_where=_to_post,
    postgresql_where=_to_post,
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

# What a chat, or one of its topics, asks to be told of. Never deleted: an ended one can be taken up again,
# and says why an alert came. `leads` are days between commas, so that one can be looked for.
subscription = Table(
    "subscription",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("topic", String(96), nullable=False),
    Column("mode", String(12), nullable=False),
    Column("leads", String(80), nullable=False),
    # Whether it was told what those who asked before it were told already.
    Column("caught_up", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_reason", String(40)),
)
_running = text("ended_at IS NULL")
Index(
    "uq_subscription_running",
    subscription.c.chat_id,
    subscription.c.thread_id,
    subscription.c.topic,
    unique=True,
    sqlite_where=_running,
    postgresql_where=_running,
)
# Expansion walks along it, from the last id that it has told.
Index(
    "ix_subscription_topic",
    subscription.c.topic,
    subscription.c.id,
    sqlite_where=_running,
    postgresql_where=_running,
)
_late = text("ended_at IS NULL AND NOT caught_up")
Index("ix_subscription_late", subscription.c.id, sqlite_where=_late, postgresql_where=_late)

# "Done, stop reminding": the deadlines and checks that a chat wants to hear nothing more of.
muted = Table(
    "muted",
    metadata,
    Column("chat_id", ForeignKey("chat.id"), primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("program_id", String(40), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("muted_at", Instant, nullable=False),
)

# Something to be told once to everybody who asked for one of its topics: a deadline at a lead, an event.
# Never deleted: `about` is its identity, and a plan made again finds it.
occurrence = Table(
    "occurrence",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("about", String(160), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("program_id", String(40), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("value", String(64), nullable=False),
    Column("lead", Integer, nullable=False),
    # From the first midnight on earth of its day until its last: each delivery has its chat's own hours.
    Column("fire_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    # The last subscription that expansion has seen.
    Column("cursor", BigInteger, nullable=False),
)
Index(
    "ix_occurrence_planned",
    occurrence.c.fire_at,
    sqlite_where=text("state = 'planned'"),
    postgresql_where=text("state = 'planned'"),
)
Index("ix_occurrence_program_id", occurrence.c.program_id, occurrence.c.subject)

audience = Table(
    "audience",
    metadata,
    Column("occurrence_id", ForeignKey("occurrence.id"), primary_key=True),
    Column("topic", String(96), primary_key=True),
)

# One message to one chat. (chat, thread, about) is unique and outlives what made it: that is why nothing is
# told twice. `not_before` and `expires_at` are calendar time; `wait_until` and `lease_until` machine time.
delivery = Table(
    "delivery",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("about", String(160), nullable=False),
    Column("occurrence_id", ForeignKey("occurrence.id")),
    Column("kind", String(12), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("silent", Boolean, nullable=False),
    # Smaller goes first.
    Column("priority", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("why", String(160)),
    # Counts the claims: what a claim decided is written only while it is still the last one.
    Column("token", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("wait_until", Instant),
    Column("tries", Integer, nullable=False),
    Column("unknowns", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("made_at", Instant, nullable=False),
    Column("settled_at", Instant),
    UniqueConstraint("chat_id", "thread_id", "about"),
)
_ready = text("state = 'ready'")
Index(
    "ix_delivery_ready",
    delivery.c.priority,
    delivery.c.not_before,
    sqlite_where=_ready,
    postgresql_where=_ready,
)
_in_hand = text("state IN ('claimed', 'sending')")
Index(
    "ix_delivery_in_hand",
    delivery.c.lease_until,
    sqlite_where=_in_hand,
    postgresql_where=_in_hand,
)
_held = text("state = 'held'")
Index("ix_delivery_held", delivery.c.id, sqlite_where=_held, postgresql_where=_held)
Index("ix_delivery_occurrence_id", delivery.c.occurrence_id)

# What a digest holds.
digest_item = Table(
    "digest_item",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("occurrence_id", ForeignKey("occurrence.id"), primary_key=True),
)

# What became of each send. Rows are only ever added.
attempt = Table(
    "attempt",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("detail", String(160), nullable=False),
)
Index("ix_attempt_delivery_id", attempt.c.delivery_id)

# While one is not released, no alert is sent.
brake = Table(
    "brake",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("pulled_at", Instant, nullable=False),
    Column("why", String(160), nullable=False),
    Column("released_at", Instant),
    # From this attempt on refusals are counted anew.
    Column("released_attempt", BigInteger),
)

# What all replicas together may send: the theoretical arrival time of the next message, and the end of a
# pause that Telegram asked for. Seconds since 1970, by the database's clock.
budget = Table(
    "budget",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("tat", Float(53), nullable=False),
    Column("blocked_until", Float(53), nullable=False),
)
