"""Whether the rules of a form are known to apply on a day."""

from enum import StrEnum

from domain.programs import Requirement
from domain.record import Record
from domain.selfcheck.forms import Form


class Force(StrEnum):
    APPLIES = "applies"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNKNOWN = "unknown"  # nobody knows whether it still applies


def in_force(form: Form, record: Record) -> dict[str, Force]:
    """By rule, what is known of its requirement on the record's day."""
    known = {requirement.id: requirement for requirement in record.program.requirements}
    return {rule.id: _force(known.get(rule.requirement), record) for rule in form.rules}


def _force(requirement: Requirement | None, record: Record) -> Force:
    if requirement is None:
        return Force.UNKNOWN
    if requirement.in_force_to is not None and record.counts(requirement.in_force_to):
        return Force.ENDED
    if requirement.in_force_from is not None and not record.counts(requirement.in_force_from):
        return Force.NOT_YET
    return Force.UNKNOWN if requirement.end_unknown else Force.APPLIES
