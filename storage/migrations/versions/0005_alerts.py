"""Alerts: subscriptions, what there is to tell, and the ledger of what was told to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def _of_chat() -> list[sa.Column]:
    return [
        sa.Column("alert_hour", sa.Time),
        sa.Column("quiet_from", sa.Time),
        sa.Column("quiet_until", sa.Time),
        sa.Column("silent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.String(12), nullable=False, server_default="active"),
        sa.Column("strikes", sa.Integer, nullable=False, server_default="0"),
        sa.Column("struck_at", _INSTANT),
        sa.Column("next_ok_at", _INSTANT),
        sa.Column("migrated_to", sa.BigInteger),
    ]


def upgrade() -> None:
    with op.batch_alter_table("chat") as chat:
        for column in _of_chat():
            chat.add_column(column)
    op.create_table(
        "subscription",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.String(96), nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("leads", sa.String(80), nullable=False),
        sa.Column("caught_up", sa.Boolean, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("ended_reason", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_subscription_chat_id"),
    )
    _index(
        "uq_subscription_running",
        "subscription",
        ["chat_id", "thread_id", "topic"],
        "ended_at IS NULL",
        unique=True,
    )
    _index("ix_subscription_topic", "subscription", ["topic", "id"], "ended_at IS NULL")
    _index("ix_subscription_late", "subscription", ["id"], "ended_at IS NULL AND NOT caught_up")
    op.create_table(
        "muted",
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("muted_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "program_id", "subject", name="pk_muted"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_muted_chat_id"),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("about", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("lead", sa.Integer, nullable=False),
        sa.Column("fire_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.UniqueConstraint("about", name="uq_occurrence_about"),
    )
    _index("ix_occurrence_planned", "occurrence", ["fire_at"], "state = 'planned'")
    op.create_index("ix_occurrence_program_id", "occurrence", ["program_id", "subject"])
    op.create_table(
        "audience",
        sa.Column("occurrence_id", _SERIAL, nullable=False),
        sa.Column("topic", sa.String(96), nullable=False),
        sa.PrimaryKeyConstraint("occurrence_id", "topic", name="pk_audience"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="fk_audience_occurrence_id"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("about", sa.String(160), nullable=False),
        sa.Column("occurrence_id", _SERIAL),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("not_before", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.String(160)),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("lease_until", _INSTANT),
        sa.Column("wait_until", _INSTANT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("unknowns", sa.Integer, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("chat_id", "thread_id", "about", name="uq_delivery_chat_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_delivery_chat_id"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="fk_delivery_occurrence_id"),
    )
    _index("ix_delivery_ready", "delivery", ["priority", "not_before"], "state = 'ready'")
    _index("ix_delivery_in_hand", "delivery", ["lease_until"], "state IN ('claimed', 'sending')")
    _index("ix_delivery_held", "delivery", ["id"], "state = 'held'")
    op.create_index("ix_delivery_occurrence_id", "delivery", ["occurrence_id"])
    op.create_table(
        "digest_item",
        sa.Column("delivery_id", _SERIAL, nullable=False),
        sa.Column("occurrence_id", _SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "occurrence_id", name="pk_digest_item"),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_digest_item_delivery_id"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="fk_digest_item_occurrence_id"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("delivery_id", _SERIAL, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("detail", sa.String(160), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_attempt_delivery_id"),
    )
    op.create_index("ix_attempt_delivery_id", "attempt", ["delivery_id"])
    op.create_table(
        "brake",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("pulled_at", _INSTANT, nullable=False),
        sa.Column("why", sa.String(160), nullable=False),
        sa.Column("released_at", _INSTANT),
        sa.Column("released_attempt", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_brake"),
    )
    op.create_table(
        "budget",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("tat", sa.Float(53), nullable=False),
        sa.Column("blocked_until", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_budget"),
    )


def downgrade() -> None:
    for table in (
        "budget", "brake", "attempt", "digest_item", "delivery", "audience", "occurrence", "muted",
        "subscription",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("chat") as chat:
        for column in _of_chat():
            chat.drop_column(column.name)


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=clause, postgresql_where=clause)
