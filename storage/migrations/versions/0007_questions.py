"""Questions: what was asked last, what could not be answered or was reported, and what was learned."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "miss",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("chat_id", _SERIAL),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("asker", sa.String(16), nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("revision_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("said", sa.Text),
        sa.Column("means", sa.String(400)),
        sa.Column("settled_by", sa.BigInteger),
        sa.Column("settled_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_miss"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_miss_chat_id"),
    )
    _index("ix_miss_open", ["program_id", "words"], "state = 'open'")
    _index("ix_miss_kept", ["id"], "state <> 'open' AND chat_id IS NOT NULL")
    op.execute(
        "INSERT INTO miss (id, kind, chat_id, thread_id, asker, program_id, about, revision_id, text, words,"
        " made_at, state) SELECT id, 'report', chat_id, 0, '', '', about, revision_id, text,"
        " substr(text, 1, 200), made_at, 'open' FROM report"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('miss', 'id'), (SELECT max(id) FROM miss))")
    op.drop_table("report")
    op.create_table(
        "asked",
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("places", sa.String(400), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "person_id", name="pk_asked"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_asked_chat_id"),
    )
    op.create_table(
        "learned",
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("means", sa.String(400), nullable=False),
        sa.Column("learned_by", sa.BigInteger, nullable=False),
        sa.Column("learned_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "words", name="pk_learned"),
    )


def downgrade() -> None:
    op.drop_table("learned")
    op.drop_table("asked")
    op.create_table(
        "report",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("revision_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_report_chat_id"),
    )
    op.execute(
        "INSERT INTO report (id, chat_id, about, revision_id, text, made_at)"
        " SELECT id, chat_id, about, revision_id, text, made_at FROM miss"
        " WHERE kind = 'report' AND chat_id IS NOT NULL"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('report', 'id'), (SELECT max(id) FROM report))")
    op.drop_table("miss")


def _index(name: str, columns: list[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, "miss", columns, sqlite_where=clause, postgresql_where=clause)
