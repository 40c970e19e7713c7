"""Self-checks: the forms they were begun with, their answers, evidence and results."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "form_version",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_form_version"),
    )
    op.create_table(
        "check_session",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("sid", sa.String(12), nullable=False),
        sa.Column("chat_id", _SERIAL, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.String(160), nullable=False),
        sa.Column("program_id", sa.String(40), nullable=False),
        sa.Column("jurisdiction_id", sa.String(40), nullable=False),
        sa.Column("form_sha256", sa.String(64), nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("asks", sa.String(16)),
        sa.Column("card_id", sa.BigInteger),
        sa.Column("card_rev", sa.Integer),
        sa.Column("step_by", sa.BigInteger),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_check_session"),
        sa.UniqueConstraint("sid", name="uq_check_session_sid"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_check_session_chat_id"),
        sa.ForeignKeyConstraint(
            ["form_sha256"], ["form_version.sha256"], name="fk_check_session_form_sha256"
        ),
    )
    active = sa.text("state = 'active'")
    op.create_index(
        "uq_check_session_active",
        "check_session",
        ["chat_id", "person_id", "program_id"],
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_table(
        "check_answer",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("check_id", _SERIAL, nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("question_id", sa.String(40), nullable=False),
        sa.Column("value", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_by", sa.BigInteger, nullable=False),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_check_answer"),
        sa.UniqueConstraint("check_id", "rev", "question_id", name="uq_check_answer_check_id"),
        sa.ForeignKeyConstraint(["check_id"], ["check_session.id"], name="fk_check_answer_check_id"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("check_id", _SERIAL, nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("question_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("file_id", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("given_by", sa.BigInteger, nullable=False),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(["check_id"], ["check_session.id"], name="fk_evidence_check_id"),
    )
    op.create_table(
        "check_result",
        sa.Column("check_id", _SERIAL, nullable=False),
        sa.Column("form_sha256", sa.String(64), nullable=False),
        sa.Column("revision_id", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("facts_checked", sa.Date, nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("rows", sa.Text, nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("finished_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("check_id", name="pk_check_result"),
        sa.ForeignKeyConstraint(["check_id"], ["check_session.id"], name="fk_check_result_check_id"),
        sa.ForeignKeyConstraint(["form_sha256"], ["form_version.sha256"], name="fk_check_result_form_sha256"),
    )


def downgrade() -> None:
    for table in ("check_result", "evidence", "check_answer", "check_session", "form_version"):
        op.drop_table(table)
