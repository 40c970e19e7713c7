from dataclasses import replace
from datetime import date

from domain.dates import PartialDate
from domain.differences import between
from domain.programs import Program
from messages.differences import line


def said(before: Program | None, after: Program) -> list[str]:
    return [line(difference) for difference in between(before, after)]


def test_the_same_program_has_no_difference(psp: Program) -> None:
    assert said(psp, psp) == []


def test_each_change_is_said_in_words(psp: Program) -> None:
    first, *events = psp.events
    moved = replace(first, date=PartialDate(2017, 6, 21))
    changed = replace(
        psp,
        facts_checked=date(2026, 12, 1),
        events=(moved, *events),
        jurisdictions=psp.jurisdictions[1:],
        aliases=(),
    )
    found = said(psp, changed)
    assert f"program, facts_checked: from “{psp.facts_checked}” to “2026-12-01”" in found
    assert f"events {first.id}, date: from “{first.date}” to “2017-06-21”" in found
    assert any(text.startswith(f"jurisdictions {psp.jurisdictions[0].id}: taken out (") for text in found)
    assert any(text.startswith("program, aliases: taken out (was “") for text in found)
    assert len(found) == 4


def test_what_is_added_is_said_whole(psp: Program) -> None:
    without = replace(psp, claims=psp.claims[1:])
    [added] = said(without, psp)
    assert added.startswith(f"claims {psp.claims[0].id}: new (")
    assert psp.claims[0].who in added


def test_another_order_is_a_difference(psp: Program) -> None:
    [order] = said(psp, replace(psp, sources=tuple(reversed(psp.sources))))
    assert order.startswith("sources, order: from")


def test_a_program_not_stored_yet_is_all_new(psp: Program) -> None:
    found = said(None, psp)
    assert len(found) > len(psp.events) + len(psp.sources)
    assert all("new (" in text or "set to" in text for text in found)
