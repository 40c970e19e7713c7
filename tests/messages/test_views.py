"""Every view of the bundled program, on days that matter: what it says, and that each fact is sourced."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import status as rules
from domain.dates import DateMeaning
from domain.programs import Catalogue, Event, Program
from domain.record import Record
from messages import deadlines, phrases, program, requirements, status
from messages.message import Block, lay_out
from sandbox.markup import parse
from tests.conftest import EASTERN, TODAY
from tests.views import every_answer, read

OnDay = Callable[..., Record]
DAYS = [
    "2017-06-19",
    "2017-06-20",
    "2017-08-03",
    "2017-08-10",
    "2017-08-14",
    "2017-08-18",
    "2017-08-22",
    "2019-06-03",
    None,
]


@pytest.mark.parametrize("day", DAYS)
def test_every_view_is_valid_html_within_the_limit_and_says_when_facts_were_checked(
    psp_on: OnDay, day: str | None
) -> None:
    for answer in every_answer(psp_on(day)):
        messages = lay_out(answer)
        for message in messages:
            text, _entities = parse(str(message.text))
            assert 0 < len(text.encode("utf-16-le")) // 2 <= 4096
        assert "Facts last checked 21 Nov 2026" in str(messages[-1].text)


@pytest.mark.parametrize("day", DAYS)
def test_nothing_later_than_the_day_is_shown(psp_on: OnDay, day: str | None) -> None:
    """No date of a fact lies after the day; deadlines may, and so may the one source that a fact is left with."""
    record = psp_on(day)
    later = {
        phrases.dated(event).source: event
        for event in record.program.events
        if event.date and event.date.counts_from > record.day
    }
    for place in record.program.jurisdictions:
        body = read(status.report(rules.report(record, place))).partition("\n[1]")[0]
        for line in body.splitlines():
            assert not any(line.startswith(f"• {shown} –") for shown in later)


def stated(record: Record) -> set[str]:
    """The words of every fact that the commands can show."""
    program = record.program
    return {
        *(e.title for e in program.events if e.jurisdictions),
        *(e.text for e in program.events if e.jurisdictions and e.text),
        *(n.text for e in program.events if e.jurisdictions for n in e.notes),
        *(d.text for j in program.jurisdictions for d in j.details),
        *(d.title for d in program.deadlines),
        *(n.text for d in program.deadlines for n in d.notes),
        *(r.text for r in program.requirements),
        *(r.timing for r in program.requirements if r.timing),
        *(n.text for r in program.requirements for n in r.notes),
        *(v.wording for r in program.requirements for v in r.variants),
        *(n.text for k in program.requirement_kinds for n in k.notes),
    }


def facts(record: Record) -> Iterator[tuple[Block, str]]:
    """Each block that states a fact of the program, with the fact's own words."""
    words = stated(record)
    for answer in every_answer(record):
        for block in answer.blocks:
            text = parse(str(block.text))[0] if block.text else ""
            for fact in words:
                if fact in text:
                    yield block, fact


@pytest.mark.parametrize("day", ["2017-08-10", None])
def test_every_fact_that_is_shown_has_a_source(psp_on: OnDay, day: str | None) -> None:
    found = list(facts(psp_on(day)))
    for block, fact in found:
        assert block.sources, fact
    unseen = stated(psp_on(day)) - {fact for _block, fact in found}
    assert (unseen == set()) == (day is None), unseen


def test_every_event_shows_its_date_and_what_the_date_means(psp_on: OnDay) -> None:
    record = psp_on()
    seen = 0
    for place in record.program.jurisdictions:
        text = read(status.report(rules.report(record, place)))
        for event in record.events(place):
            assert event.date is not None
            year = str(event.date.year)
            shown = [line for line in text.splitlines() if event.title in line and year in line]
            assert shown, (place.id, event.id)
            if event.meaning is DateMeaning.REPORTED:
                assert any("reported" in line for line in shown), (place.id, event.id)
            if event.meaning is DateMeaning.WORKED_OUT:
                assert any("worked out by us" in line for line in shown), (place.id, event.id)
            seen += 1
    assert seen >= 60


def test_every_deadline_says_what_kind_of_date_it_is(psp_on: OnDay) -> None:
    text = read(deadlines.listing(psp_on()))
    assert text.count("This is ") == len(psp_on().program.deadlines)
    assert "Friday 18 August 2017" in text
    assert "This is a date; no hour was printed." in text
    assert "18 April 2019, 23:59 Eastern Daylight Time" in text


def test_every_numbered_source_is_listed_and_every_listed_source_is_numbered(psp_on: OnDay) -> None:
    for place in psp_on().program.jurisdictions:
        for message in lay_out(status.report(rules.report(psp_on(), place))):
            text = parse(str(message.text))[0]
            body, _, footer = text.partition("\n\n[1]")
            assert set(re.findall(r"\[(\d+)\]", body)) == set(
                re.findall(r"^\[(\d+)\]", "[1]" + footer, re.MULTILINE)
            )


def test_baltimore_today_leads_with_the_naming_and_keeps_the_letter_and_the_reply(psp_on: OnDay) -> None:
    text = read(status.report(rules.report(psp_on(), psp_on().program.jurisdiction_by_id["baltimore-md"])))
    first, second, *rest = text.splitlines()
    assert first == "Baltimore, Maryland — Public Safety Partnership"
    assert second.startswith("Named a site on 3 June 2019, one of ten in that round")
    assert any(line.startswith("• 14 Aug 2017 – Replied") for line in rest)
    assert any(line.startswith("• 3 Aug 2017 – Was sent DOJ's letter") for line in rest)
    assert any("2 August 2017" in line for line in rest)


def test_baltimore_on_the_tenth_of_august_2017_knows_nothing_later(psp_on: OnDay) -> None:
    text = read(
        status.report(rules.report(psp_on("2017-08-10"), psp_on().program.jurisdiction_by_id["baltimore-md"]))
    )
    lines = text.splitlines()
    assert lines[0].endswith("as of 10 August 2017")
    assert lines[1].startswith("Asked to answer three questions by 18 August 2017 (8 days)")
    assert "Not a site on that day. No reply on record yet." in lines
    assert any(line.startswith("• 3 Aug 2017 – Was sent DOJ's letter") for line in lines)
    body = text.partition("Facts last checked")[0]
    assert not re.search(r"\b(2018|2019|202\d)\b|1[1-79] Aug|2\d Aug|14 August", body)


def test_the_two_48_hour_rules_are_told_apart(psp_on: OnDay) -> None:
    text = read(requirements.listing(psp_on()))
    assert re.search(r"At least 48 hours BEFORE", text)
    assert re.search(r"Up to 48 hours AFTER", text)
    assert text.index("1. ") < text.index("2. ") < text.index("3. ")
    assert "We do not know whether this still applies." in text


def test_requirements_are_not_on_record_before_they_were_stated(psp_on: OnDay) -> None:
    assert [r.id for _n, r in psp_on("2017-08-02").requirements() if r.kind == "question"] == []
    numbers = [n for n, r in psp_on("2017-08-03").requirements() if r.kind == "question"]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(("days", "shown"), [(0, "(today)"), (1, "(1 day)"), (8, "(8 days)")])
def test_days_left_are_whole_local_dates(psp_on: OnDay, days: int, shown: str) -> None:
    day = date(2017, 8, 18) - timedelta(days)
    record = psp_on(day.isoformat())
    report = rules.report(record, record.program.jurisdiction_by_id["stockton-ca"])
    assert f"by 18 August 2017 {shown}" in read(status.report(report))


def test_a_programs_own_account_knows_nothing_later(catalogue: Catalogue) -> None:
    grant = catalogue.program_by_id["byrne-jag-2017"]
    day = date(2017, 7, 1)
    text = read(program.about(Record(grant, day, TODAY, EASTERN), ()))
    text += read(program.people(Record(grant, day, TODAY, EASTERN)))
    assert "25 July 2017" not in text
    assert "2021" not in text
    assert "25 July 2017" in read(program.about(Record(grant, TODAY, TODAY, EASTERN), ()))


def test_the_sources_of_a_place_on_a_day_are_those_of_that_day(psp_on: OnDay) -> None:
    seattle = psp_on().program.jurisdiction_by_id["seattle-wa"]
    assert psp_on("2017-06-19").sources_behind(seattle) == ()
    assert psp_on().sources_behind(seattle)


def test_a_place_with_only_undated_events_has_a_status(psp: Program) -> None:
    seattle = psp.jurisdiction_by_id["seattle-wa"]
    undated = Event(
        "undated", "Asked about", None, DateMeaning.HAPPENED, ("ojp-2024",), jurisdictions=(seattle.id,)
    )
    program = replace(psp, events=(undated,))
    text = read(status.report(rules.report(Record(program, TODAY, TODAY, EASTERN), seattle)))
    assert "Nothing dated is on record." in text
    assert "• date not printed – Asked about" in text
