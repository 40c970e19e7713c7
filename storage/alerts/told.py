"""What a chat was told of a deadline, or may have been, by itself or in a digest."""

from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_, select

from domain.alerts.alert import Kind
from storage.tables import delivery, digest_item, occurrence


def may_have_arrived() -> ColumnElement[bool]:
    """Whether a copy of a delivery is out, or may be."""
    return delivery.c.state.in_(("sent", "held", "sending")) | (delivery.c.unknowns > 0)


def last(column: str, chat: Any, thread: Any, program: Any, subject: Any, before: Any) -> Select[Any]:
    """The kind or the value of what a chat was told last, of what was planned `before` an occurrence."""
    told = occurrence.alias("told")
    in_it = (
        select(literal(1))
        .where(digest_item.c.delivery_id == delivery.c.id, digest_item.c.occurrence_id == told.c.id)
        .correlate(delivery, told)
        .exists()
    )
    return (
        select(told.c[column])
        .select_from(delivery)
        .join(told, or_(told.c.id == delivery.c.occurrence_id, in_it))
        .where(
            delivery.c.chat_id == chat,
            delivery.c.thread_id == thread,
            may_have_arrived(),
            told.c.program_id == program,
            told.c.subject == subject,
            told.c.kind != Kind.EVENT,
            told.c.id < before,
        )
        # The lease of what is out runs from when it was sent; ids tell when it was planned.
        .order_by(delivery.c.lease_until.desc().nulls_last(), delivery.c.id.desc(), told.c.id.desc())
        .limit(1)
    )
