"""The questionnaires that self-checks were begun with, kept as they were."""

from datetime import datetime

import orjson
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.selfcheck.forms import Form
from storage.tables import form_version

_FORM = TypeAdapter(Form)


async def keep(connection: AsyncConnection, form: Form, now: datetime) -> None:
    """Keep a form; one that is kept already stays as it is."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    body = orjson.dumps(_FORM.dump_python(form, mode="json"), option=orjson.OPT_SORT_KEYS).decode()
    await connection.execute(
        dialect.insert(form_version)
        .values(sha256=form.sha256, program_id=form.program, body=body, published_at=now)
        .on_conflict_do_nothing(index_elements=["sha256"])
    )


async def load(connection: AsyncConnection, sha256: str) -> Form:
    """A form that a check was begun with."""
    query = select(form_version.c.body).where(form_version.c.sha256 == sha256)
    return _FORM.validate_json((await connection.execute(query)).scalar_one())
