"""The whole record within reach: every view, both programs, links, reports, and what a chat remembers."""

import pytest
from sqlalchemy import text

from tests.journeys.conftest import Chat, Start
from tests.sizes import ENGINES

# What is said and sent is the same on either engine, and what they store has tests of its own: the long form is both.
pytestmark = [pytest.mark.soak, pytest.mark.parametrize("database_url", ENGINES, indirect=True)]


def edited(events: list[dict]) -> dict:  # type: ignore[type-arg]
    [message] = [event["message"] for event in events if event["type"] == "edit"]
    return dict(message)


async def test_history_tells_everything_dated_in_order(chat: Chat) -> None:
    said = await chat.ask("/history Albuquerque")
    assert (
        said.index("3 Aug 2017 –")
        < said.index("reported 21 Aug 2017 –")
        < said.index("reported 7 Nov 2022 –")
    )
    assert "Bernalillo County" in said


async def test_history_without_a_place_asks_and_the_next_words_answer(chat: Chat) -> None:
    assert await chat.ask("/history") == "Which place?"
    assert "What happened" in await chat.ask("Baltimore")
    assert "What happened" not in await chat.ask("Baltimore")  # answered once; now a bare name is a status


async def test_a_command_in_between_drops_the_question(chat: Chat) -> None:
    await chat.ask("/history")
    await chat.ask("/deadlines")
    assert "What happened" not in await chat.ask("Baltimore")


async def test_jurisdictions_are_listed_page_by_page(chat: Chat) -> None:
    [first] = await chat.messages_after("/jurisdictions")
    assert "59 places" in first["text"]
    assert "Page 1 of" in first["text"]
    second = edited(await chat.tap(first, "Page 2 ›"))
    assert "Page 2 of" in second["text"]
    assert edited(await chat.tap(second, "‹ Page 1"))["text"] == first["text"]


@pytest.mark.parametrize(
    ("typed", "count", "one"),
    [
        ("/jurisdictions CA", "5 places", "Compton, California"),
        ("/places california", "5 places", "Vallejo, California"),
        ("/cities replied", "2 places", "San Bernardino, California"),
        ("/jurisdictions sites 2019", "10 places", "Harris County, Texas"),
        ("/jurisdictions asked 2017-08-10", "4 places", "Albuquerque, New Mexico"),
        ("/jurisdictions TN 2017", "2 places", "Jackson, Tennessee"),
        ("/jurisdictions counties", "2 places", "DeKalb County, Georgia"),
        ("/jurisdictions WY", "0 places", "No place on record fits that."),
    ],
)
async def test_the_list_is_narrowed_by_state_status_or_year(
    chat: Chat, typed: str, count: str, one: str
) -> None:
    said = await chat.ask(typed)
    assert count in said
    assert one in said


async def test_a_filter_that_means_nothing_is_explained(chat: Chat) -> None:
    assert "I cannot narrow the list by nonsense." in await chat.ask("/jurisdictions nonsense")


async def test_voices_stand_behind_buttons(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Albuquerque")
    said = edited(await chat.tap(status, "Who said what"))
    assert "Richard Berry" in said["text"]
    back = edited(await chat.tap(said, "Back to Albuquerque"))
    differ = edited(await chat.tap(back, "Where sources differ"))
    assert "Our reading:" in differ["text"]
    back = edited(await chat.tap(differ, "Back to Albuquerque"))
    assert "Open questions" in edited(await chat.tap(back, "Open questions"))["text"]


async def test_the_program_leads_to_its_timeline_and_people(chat: Chat) -> None:
    [about] = await chat.messages_after("/program")
    timeline = edited(await chat.tap(about, "Timeline"))
    assert "Timeline" in timeline["text"]
    about = edited(await chat.tap(timeline, "The program"))
    assert "Bureau of Justice Assistance" in edited(await chat.tap(about, "People and agencies"))["text"]


async def test_another_program_is_chosen_by_a_button_and_stays_chosen(chat: Chat) -> None:
    [about] = await chat.messages_after("/program")
    changed = edited(await chat.tap(about, "Ask about: Byrne JAG grant 2017"))
    assert changed["text"].startswith("Edward Byrne Memorial Justice Assistance Grant")
    said = await chat.ask("/requirements")
    assert "Section 1373" in said
    assert "48 hours AFTER" not in said
    assert "Chicago, Illinois — Byrne JAG grant 2017" in await chat.ask("/status Chicago")
    [none] = await chat.messages_after("/status Baltimore")
    assert "no record found in Byrne JAG grant 2017" in none["text"]
    edited(await chat.tap(none, "Baltimore: Public Safety Partnership"))


async def test_the_conditions_of_the_two_programs_are_never_mixed(chat: Chat) -> None:
    partnership = await chat.ask("/requirements")
    assert "up to 48 hours" in partnership.lower()
    [about] = await chat.messages_after("/program")
    await chat.tap(about, "Ask about: Byrne JAG grant 2017")
    grant = await chat.ask("/requirements")
    assert "Honor" not in grant
    assert "30 June 2017" in await chat.ask("/deadlines")
    assert "18 August 2017" not in await chat.ask("/deadlines")


async def test_the_last_place_of_the_chat_is_offered(chat: Chat) -> None:
    await chat.ask("/status Stockton")
    [overview] = await chat.messages_after("/status")
    assert edited(await chat.tap(overview, "Stockton, California"))["text"].startswith("Stockton, California")


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ("s_baltimore-md", "Baltimore, Maryland — Public Safety Partnership"),
        ("r_psp-notice", "2. "),
        ("s_nowhere-xx", "It is not a government service"),
        ("zzz", "It is not a government service"),
        ("sub_baltimore-md", "Alerts are on — Baltimore, Maryland"),
        ("sub_nowhere-xx", "It is not a government service"),
    ],
)
async def test_a_link_leads_to_its_view_and_an_unknown_one_is_a_plain_start(
    chat: Chat, payload: str, says: str
) -> None:
    assert says in (await chat.ask(f"/start {payload}"))


async def test_one_requirement_is_a_button_away_and_leads_back(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Baltimore 2017-08-10")
    every = edited(await chat.tap(status, "Requirements"))
    one = edited(await chat.tap(every, "2"))
    assert "How sources word it" in one["text"]
    every = edited(await chat.tap(one, "All requirements"))
    assert edited(await chat.tap(every, "Back to Baltimore"))["text"].startswith("Baltimore, Maryland")


async def test_a_reported_error_is_kept_once_with_what_was_seen(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Baltimore")
    events = await chat.tap(status, "Report an error")
    [asked] = [event["message"] for event in events if event["type"] == "message"]
    assert "What is wrong about Baltimore, Maryland?" in asked["text"]
    assert "kept as number 1" in await chat.ask("The reply was a day earlier; '; DROP TABLE report; --")
    async with chat.database.read() as connection:
        rows = (await connection.execute(text("SELECT about, text, revision_id FROM miss"))).all()
    assert rows == [("1e:psp:s.baltimore-md::", "The reply was a day earlier; '; DROP TABLE report; --", 1)]
    assert "Named a site" in await chat.ask("Baltimore")  # only the next message was the report


async def test_a_button_looked_at_meanwhile_does_not_drop_the_question(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Baltimore")
    await chat.tap(status, "Report an error")
    await chat.tap(status, "History")
    assert "kept as number 1" in await chat.ask("The third line")


async def test_a_report_knows_which_view_it_is_about(chat: Chat) -> None:
    [one] = await chat.messages_after("/requirements 2")
    await chat.tap(one, "Report an error")
    await chat.ask("Not so")
    [misses] = await chat.messages_after("/status Boise")
    await chat.tap(misses, "Report an error")
    await chat.ask("It was")
    async with chat.database.read() as connection:
        rows = (await connection.execute(text("SELECT about FROM miss ORDER BY id"))).scalars().all()
    assert rows == ["1e:psp:n.::2", "1e:psp:l.::"]


async def test_a_report_is_not_kept_twice_when_its_update_is_handled_again(start: Start) -> None:
    """As after a kill between the transaction and the reply."""
    world = await start()
    chat = world.chat()
    [status] = await chat.messages_after("/status Baltimore")
    await chat.tap(status, "Report an error")
    update = await chat.type("The date is wrong")
    await chat.wait_for(update)
    async with chat.database.write() as connection:
        await connection.execute(
            text("UPDATE inbox SET done_at = NULL WHERE update_id = :id"), {"id": update}
        )
    again = await world.restart()
    await again.wait_for(update)
    async with chat.database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM miss"))).scalar_one() == 1
    said = await again.said()
    assert said[-2:] == ["Thank you. Your report is kept as number 1.", "Thank you. Your report is kept."]
