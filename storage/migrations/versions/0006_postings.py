"""Self-checks: posting a summary outlives the tap that asks for it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("check_group") as table:
        table.add_column(sa.Column("state", sa.String(12)))
        table.add_column(sa.Column("card_id", sa.BigInteger))
        table.add_column(sa.Column("lease_until", sa.DateTime(timezone=True)))
    op.execute("UPDATE check_group SET state = 'doubtful' WHERE attempts > 0")
    op.execute("UPDATE check_group SET state = 'posted' WHERE posted_at IS NOT NULL")
    clause = sa.text("state IN ('asked', 'sending') OR card_id IS NOT NULL")
    op.create_index(
        "ix_check_group_to_post", "check_group", ["check_id"], sqlite_where=clause, postgresql_where=clause
    )


def downgrade() -> None:
    op.drop_index("ix_check_group_to_post", "check_group")
    with op.batch_alter_table("check_group") as table:
        for name in ("lease_until", "card_id", "state"):
            table.drop_column(name)
