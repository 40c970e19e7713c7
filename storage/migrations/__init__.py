"""Alembic's migrations, in the wheel."""
