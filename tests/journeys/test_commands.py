"""What a person types, what a person reads."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.programs import Program
from storage import programs
from tests.journeys.conftest import Chat, Start
from tests.sizes import ENGINES

# What is said and sent is the same on either engine, and what they store has tests of its own: the long form is both.
pytestmark = [pytest.mark.soak, pytest.mark.parametrize("database_url", ENGINES, indirect=True)]


async def test_start_says_what_this_is_and_how_fresh(chat: Chat) -> None:
    text = await chat.ask("/start")
    assert "not a government service" in text
    assert "Facts last checked 21 Nov 2026" in text
    assert "/status Baltimore" in text


async def test_help_lists_every_command(chat: Chat) -> None:
    text = await chat.ask("/help")
    for command in ("/start", "/status", "/requirements", "/deadlines", "/sources", "/help"):
        assert command in text


async def test_baltimore_today_leads_with_the_naming(chat: Chat) -> None:
    lines = (await chat.ask("/status Baltimore")).splitlines()
    assert lines[0] == "Baltimore, Maryland — Public Safety Partnership"
    assert lines[1].startswith("Named a site on 3 June 2019, one of ten in that round")
    assert any("14 Aug 2017 – Replied" in line for line in lines)
    assert any("3 Aug 2017 – Was sent DOJ's letter" in line for line in lines)


@pytest.mark.parametrize("day", ["2017-08-10", "10 August 2017", "August 10, 2017"])
async def test_baltimore_on_a_day_of_2017(chat: Chat, day: str) -> None:
    text = await chat.ask(f"/status Baltimore {day}")
    assert "as of 10 August 2017" in text
    assert "Asked to answer three questions by 18 August 2017 (8 days)" in text
    assert "2019" not in text
    assert "Replied" not in text


async def test_the_calendar_of_the_bot_is_the_one_it_was_given(start: Start) -> None:
    world = await start(clock="2017-08-10T09:00:00-04:00")
    text = await world.chat().ask("/status Baltimore")
    assert "Asked to answer three questions by 18 August 2017 (8 days)" in text
    assert "2019" not in text


@pytest.mark.parametrize(
    ("typed", "name", "says"),
    [
        ("Houston", "Houston, Texas", "Named a site on 20 June 2017"),
        ("Albuquerque", "Albuquerque, New Mexico", "(reported on 7 November 2022)"),
        ("ABQ", "Albuquerque, New Mexico", "(reported on 7 November 2022)"),
        ("Springfield IL", "Springfield, Illinois", "Named a site on 20 June 2017"),
        ("springfield, illinois", "Springfield, Illinois", "Named a site on 20 June 2017"),
        ("Stockton", "Stockton, California", "Replied to DOJ's letter (reported on 21 August 2017)"),
        ("St. Louis", "St. Louis, Missouri", "pilot"),
        ("Saint Louis", "St. Louis, Missouri", "pilot"),
        ("Balitmore", "Baltimore, Maryland", "Showing Baltimore, Maryland."),
        ("ｂａｌｔｉｍｏｒｅ", "Baltimore, Maryland", "Named a site on 3 June 2019"),
        ("BALTI\u200bMORE", "Baltimore, Maryland", "Named a site on 3 June 2019"),
    ],
)
async def test_a_place_is_found_as_people_type_it(chat: Chat, typed: str, name: str, says: str) -> None:
    text = await chat.ask(f"/status {typed}")
    assert name in text
    assert says in text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Boise", "Boise, Idaho — no record found in Public Safety Partnership."),
        ("Baltimore County", "Baltimore County, Maryland — no record found"),
        ("Cary", "Cary — no record found"),
        ("asdf qwer", "I know no place called asdf qwer, and so found no record of it."),
        ("what is the meaning of all this", "I know no place called"),
    ],
)
async def test_a_name_without_a_record_is_an_honest_miss(chat: Chat, typed: str, says: str) -> None:
    text = await chat.ask(f"/status {typed}")
    assert says in text
    assert "not a “no”" in text
    assert "Named a site" not in text


async def test_a_place_of_another_program_only_is_offered_there(chat: Chat) -> None:
    [none] = await chat.messages_after("/status Chicago")
    [edit] = [e for e in await chat.tap(none, "Chicago: Byrne JAG grant 2017") if e["type"] == "edit"]
    assert edit["message"]["text"].startswith("Chicago, Illinois — Byrne JAG grant 2017")
    assert "Public Safety Partnership" in (await chat.ask("/requirements")).splitlines()[0]


async def test_a_shared_name_asks_which_and_a_tap_edits_the_question_in_place(chat: Chat) -> None:
    [question] = await chat.messages_after("/status Springfield 2017-08-10")
    assert question["text"] == "Which Springfield?"
    events = await chat.tap(question, "Springfield, Illinois")
    [edit] = [event for event in events if event["type"] == "edit"]
    assert edit["message"]["message_id"] == question["message_id"]
    assert edit["message"]["text"].startswith("Springfield, Illinois")
    assert "as of 10 August 2017" in edit["message"]["text"]
    assert len([event for event in events if event["type"] == "toast"]) == 1


async def test_a_bare_place_name_is_a_question(chat: Chat) -> None:
    assert "Named a site on 3 June 2019" in await chat.ask("Baltimore")


async def test_status_without_a_place_counts(chat: Chat) -> None:
    text = await chat.ask("/status 2017-08-10")
    assert "12 sites by now" in text
    assert "Next deadline" in text


async def test_requirements_tell_the_two_48_hour_rules_apart(chat: Chat) -> None:
    text = await chat.ask("/requirements")
    assert "At least 48 hours BEFORE" in text
    assert "Up to 48 hours AFTER" in text
    assert "How sources word it" in await chat.ask("/requirements 2")
    assert "There is no requirement with that number" in await chat.ask("/requirements 99")


@pytest.mark.parametrize("command", ["/deadlines", "/deadline", "/deadlines Baltimore"])
async def test_deadlines_show_the_reply_date_as_a_date(chat: Chat, command: str) -> None:
    text = await chat.ask(command)
    assert "Friday 18 August 2017" in text
    assert "a date; no hour was printed" in text
    assert "No open deadlines." in text


async def test_sources_are_paged_in_place(chat: Chat) -> None:
    [first] = await chat.messages_after("/sources")
    assert "Page 1 of" in first["text"]
    [edit] = [event for event in await chat.tap(first, "Page 2 ›") if event["type"] == "edit"]
    assert "Page 2 of" in edit["message"]["text"]


async def test_the_buttons_of_a_status_lead_there_and_back_as_of_the_same_day(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Baltimore 2017-08-10")
    for label in ("Requirements", "Deadlines", "Sources"):
        [there] = [e["message"] for e in await chat.tap(status, label) if e["type"] == "edit"]
        assert "as of 10 August 2017" in there["text"]
        [status] = [e["message"] for e in await chat.tap(there, "Back to Baltimore") if e["type"] == "edit"]
        assert "Asked to answer three questions by 18 August 2017 (8 days)" in status["text"]


async def test_an_unknown_command_suggests_the_nearest(chat: Chat) -> None:
    assert "Did you mean /status" in await chat.ask("/statsu Baltimore")
    assert "/help lists what I can do" in await chat.ask("/zzzz")
    assert "I do not know the command /propose" in await chat.ask("/propose Baltimore")


async def test_a_day_that_reads_two_ways_is_asked_about(chat: Chat) -> None:
    [question] = await chat.messages_after("/status Baltimore 8/10/2017")
    assert question["text"] == "Which day do you mean?"
    [edit] = [e for e in await chat.tap(question, "10 August 2017") if e["type"] == "edit"]
    assert "(8 days)" in edit["message"]["text"]


async def test_a_day_that_is_none_or_still_to_come_is_explained(chat: Chat) -> None:
    assert "2017-02-30 is not a day of the calendar" in await chat.ask("/status Baltimore 2017-02-30")
    assert "is still to come" in await chat.ask("/status Baltimore 2031-01-01")


async def test_a_button_to_what_is_no_longer_on_record_gets_a_toast_and_changes_nothing(
    chat: Chat, psp: Program
) -> None:
    [status] = await chat.messages_after("/status Baltimore")
    without = replace(
        psp, jurisdictions=tuple(j for j in psp.jurisdictions if j.id != "baltimore-md"), example=None
    )
    async with chat.database.write(lock="apply") as connection:
        await programs.apply(connection, [(without, "0" * 64)], datetime.now(UTC))
    async with asyncio.timeout(5):
        while "no record found" not in await chat.ask("/status Baltimore"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    events = await chat.tap(status, "Deadlines")
    assert [event["type"] for event in events] == ["toast"]
    assert events[0]["text"].startswith("This button is from an older version")


async def test_a_namesake_is_one_tap_away(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Baltimore")
    [county] = [e for e in await chat.tap(status, "Baltimore County, Maryland") if e["type"] == "edit"]
    assert county["message"]["text"].startswith("Baltimore County, Maryland — no record found")
    [status] = await chat.messages_after("/status Baltimore")
    [others] = [e for e in await chat.tap(status, "Another Baltimore") if e["type"] == "edit"]
    assert "Ohio" in others["message"]["text"]
