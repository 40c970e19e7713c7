"""What a jurisdiction's status is on a day, over the bundled program."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain import status
from domain.programs import Program
from domain.record import Record

OnDay = Callable[..., Record]


@pytest.mark.parametrize(
    ("id", "day", "expected"),
    [
        pytest.param("baltimore-md", "2017-08-02", None, id="before the letter nothing is on record"),
        pytest.param("baltimore-md", "2017-08-03", "asked", id="the letter counts on its own day"),
        pytest.param("baltimore-md", "2017-08-13", "asked", id="the day before the reply"),
        pytest.param("baltimore-md", "2017-08-14", "replied", id="the reply counts on its own day"),
        pytest.param("baltimore-md", "2019-06-02", "replied", id="the day before the naming"),
        pytest.param("baltimore-md", "2019-06-03", "site", id="the naming counts on its own day"),
        pytest.param("baltimore-md", None, "site", id="today"),
        pytest.param("stockton-ca", "2017-08-20", "asked", id="a reply counts from its report"),
        pytest.param("stockton-ca", "2017-08-21", "replied", id="on the day of the report"),
        pytest.param("albuquerque-nm", "2022-11-07", "site", id="a naming reported counts from its report"),
        pytest.param("houston-tx", "2017-06-19", None, id="before the announcement"),
        pytest.param("houston-tx", "2017-06-20", "site", id="on the day of the announcement"),
        pytest.param("kansas-city-mo", "2018-08-20", "moved-to-operations", id="a move is a status"),
        pytest.param("seattle-wa", "2024-12-30", None, id="a year counts from its last day"),
        pytest.param("seattle-wa", "2024-12-31", "site", id="from the last day on"),
        pytest.param("portland-or", None, "mentioned", id="mentioned only"),
    ],
)
def test_the_newest_event_that_counts_makes_the_status(
    psp_on: OnDay, id: str, day: str | None, expected: str | None
) -> None:
    record = psp_on(day)
    found = status.report(record, record.program.jurisdiction_by_id[id])
    assert (found.status.id if found.status else None) == expected


def test_an_open_deadline_without_an_answer_leads(psp_on: OnDay) -> None:
    record = psp_on("2017-08-10")
    found = status.report(record, record.program.jurisdiction_by_id["baltimore-md"])
    assert found.due is not None
    assert record.days_left(found.due) == 8
    assert found.missed is None


def test_a_date_only_deadline_is_not_late_on_its_own_day_anywhere(psp: Program) -> None:
    day = date(2017, 8, 18)
    for zone in ("Pacific/Kiritimati", "America/New_York", "Pacific/Pago_Pago"):
        record = Record(psp, day, day, ZoneInfo(zone))
        found = status.report(record, psp.jurisdiction_by_id["stockton-ca"])
        assert found.due is not None
        assert record.days_left(found.due) == 0


def test_the_day_after_the_deadline_is_past_and_unanswered(psp_on: OnDay) -> None:
    record = psp_on("2017-08-19")
    found = status.report(record, record.program.jurisdiction_by_id["stockton-ca"])
    assert found.due is None
    assert found.missed is not None
    assert found.deadlines == ()


def test_an_answered_deadline_does_not_lead_but_stays_open(psp_on: OnDay) -> None:
    record = psp_on("2017-08-15")
    found = status.report(record, record.program.jurisdiction_by_id["baltimore-md"])
    assert found.due is None
    assert [deadline.id for deadline in found.deadlines] == ["psp-reply-2017"]


def test_undated_facts_are_shown_only_today(psp_on: OnDay) -> None:
    place = psp_on().program.jurisdiction_by_id["san-bernardino-ca"]
    undated = [detail for detail in place.details if detail.date is None]
    assert undated
    assert set(undated) <= set(status.report(psp_on(), place).details)
    assert not set(undated) & set(status.report(psp_on("2026-11-20"), place).details)


def test_a_source_published_later_is_hidden(psp_on: OnDay) -> None:
    record = psp_on("2017-08-10")
    shown = {source.id for source in record.sources(["baltsun-2017-08-15", "baltsun-2017-08-03", "cns-2017"])}
    assert shown == {"baltsun-2017-08-03", "cns-2017"}


def test_a_fact_that_counts_is_never_left_bare(psp_on: OnDay) -> None:
    record = psp_on("2017-08-14")
    shown = record.sources(["fishbowl-2017-08", "baltsun-2017-08-15"])
    assert [source.id for source in shown] == ["baltsun-2017-08-15"]


def test_a_note_counts_from_its_earliest_source(psp_on: OnDay) -> None:
    letter = next(e for e in psp_on().program.events if e.notes and "baltimore-md" in e.jurisdictions)
    assert psp_on("2017-08-14").notes(letter.notes) == ()
    assert psp_on("2017-08-15").notes(letter.notes) == letter.notes


def test_the_overview_counts_each_jurisdiction_once(psp_on: OnDay) -> None:
    on_the_tenth = status.overview(psp_on("2017-08-10"))
    assert on_the_tenth.sites == 12
    counted = {status.id: count for status, count in on_the_tenth.by_status.items()}
    assert counted == {"site": 12, "asked": 4, "mentioned": 1}
    assert on_the_tenth.next_deadline is not None
    today = status.overview(psp_on())
    assert sum(today.by_status.values()) == len(psp_on().program.jurisdictions)
    assert today.next_deadline is None


def test_a_deadline_is_known_from_its_announcement(psp_on: OnDay) -> None:
    assert [d.id for d in psp_on("2017-08-02").deadlines()] == []
    assert [d.id for d in psp_on("2017-08-03").deadlines()] == ["psp-reply-2017"]


def test_a_deadline_with_an_hour_falls_on_the_readers_own_date(psp: Program) -> None:
    deadline = next(d for d in psp.deadlines if d.id != "psp-reply-2017" and not isinstance(d.due, date))
    assert deadline.due_date(ZoneInfo("America/New_York")) == date(2019, 4, 18)
    assert deadline.due_date(ZoneInfo("Asia/Tokyo")) == date(2019, 4, 19)
