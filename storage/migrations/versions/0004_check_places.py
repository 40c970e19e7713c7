"""Self-checks: the place without a record that one is about, and the group that one was begun from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ABOUT = ("chat_id", "thread_id", "program_id", "jurisdiction_id", "place_name", "place_state")


def upgrade() -> None:
    with op.batch_alter_table("check_session") as table:
        table.add_column(sa.Column("place_name", sa.String(80)))
        table.add_column(sa.Column("place_state", sa.String(2)))
    op.create_table(
        "invitation",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("jurisdiction_id", sa.String(40), nullable=False),
        sa.Column("place_name", sa.String(80), nullable=False),
        sa.Column("place_state", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_invitation"),
        sa.UniqueConstraint(*_ABOUT, name="uq_invitation_chat_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_invitation_chat_id"),
    )
    op.create_table(
        "check_group",
        sa.Column("check_id", _SERIAL, autoincrement=False, nullable=False),
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("check_id", name="pk_check_group"),
        sa.ForeignKeyConstraint(["check_id"], ["check_session.id"], name="fk_check_group_check_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_check_group_chat_id"),
    )


def downgrade() -> None:
    op.drop_table("check_group")
    op.drop_table("invitation")
    with op.batch_alter_table("check_session") as table:
        table.drop_column("place_state")
        table.drop_column("place_name")
