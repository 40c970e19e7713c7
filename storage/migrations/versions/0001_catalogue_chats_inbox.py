"""The catalogue's revisions, chats, and the inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "revision",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
    )
    op.create_table(
        "program_revision",
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("revision_id", _SERIAL, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("file_sha256", sa.String(64)),
        sa.PrimaryKeyConstraint("program_id", "revision_id", name="pk_program_revision"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_program_revision_revision_id"),
    )
    op.create_table(
        "chat",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("telegram_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("time_zone", sa.String(64)),
        sa.Column("language", sa.String(16)),
        sa.Column("first_seen_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat"),
        sa.UniqueConstraint("telegram_id", name="uq_chat_telegram_id"),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("lane", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("applied_at", _INSTANT),
        sa.Column("done_at", _INSTANT),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    waiting = sa.text("done_at IS NULL")
    op.create_index(
        "ix_inbox_waiting", "inbox", ["update_id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])


def downgrade() -> None:
    for table in ("inbox", "chat", "program_revision", "revision"):
        op.drop_table(table)
