"""Self-checks: the place that one is about where the program has no record of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("check_session") as table:
        table.add_column(sa.Column("place_name", sa.String(80)))
        table.add_column(sa.Column("place_state", sa.String(2)))


def downgrade() -> None:
    with op.batch_alter_table("check_session") as table:
        table.drop_column("place_state")
        table.drop_column("place_name")
