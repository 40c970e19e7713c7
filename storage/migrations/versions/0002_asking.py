"""A chat's program and last place, questions that await an answer, and reports of errors."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("chat") as chat:
        chat.add_column(sa.Column("program_id", sa.String(40)))
        chat.add_column(sa.Column("last_place", sa.String(40)))
    op.create_table(
        "awaited",
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("answered_by", sa.BigInteger),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "person_id", name="pk_awaited"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_awaited_chat_id"),
    )
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


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("awaited")
    with op.batch_alter_table("chat") as chat:
        chat.drop_column("last_place")
        chat.drop_column("program_id")
