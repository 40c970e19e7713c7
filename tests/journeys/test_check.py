"""The self-check in chat: begun, answered, reviewed, submitted and read."""

import asyncio
from typing import Any

from tests.journeys.checking import Message, begin, labels, rows, state, tap, title, walk, write
from tests.journeys.conftest import Chat, World


async def test_a_check_from_its_start_to_its_result(chat: Chat) -> None:
    [start] = await chat.messages_after("/check Baltimore")
    assert "Public Safety Partnership · Baltimore, Maryland" in start["text"]
    assert "Whether these questions are still asked is not known" in start["text"]
    assert "not legal advice" in start["text"]
    card = await tap(chat, start, "Start")
    assert "Question 1, at most 19 — Who runs the jail" in card["text"]
    assert labels(card) == ["Yes", "No", "Partly", "Not sure", "Back", "Why", "Later", "Menu"]
    review = await walk(chat, card)
    assert "Your answers" in review["text"]
    result = await tap(chat, review, "Submit")
    assert "against the wording of 3 August 2017" in result["text"]
    assert "not legal advice, and not an official decision" in result["text"]
    assert "For another government" in result["text"]
    assert await rows(chat, "SELECT state FROM check_session") == [("done",)]


async def test_nothing_is_kept_before_a_check_is_started(chat: Chat) -> None:
    await chat.ask("/check")
    assert await rows(chat, "SELECT sid FROM check_session") == []


async def test_options_are_typed_by_number_or_word(chat: Chat) -> None:
    card = await begin(chat)
    card = await write(chat, "1")
    assert title(card) == "Access: in writing?"
    card = await write(chat, "not sure")
    assert title(card) != "Access: in writing?"
    card = await write(chat, "back")
    assert "Not sure (current)" in labels(card)
    card = await write(chat, "LATER")
    values = await rows(chat, "SELECT value FROM check_answer ORDER BY id")
    assert values == [("yes",), ("unsure",), ("later",)]


async def test_why_says_which_rules_the_answer_bears_on_and_changes_nothing(chat: Chat) -> None:
    card = await begin(chat)
    before = await state(chat)
    why = await tap(chat, card, "Why")
    assert "Why we ask" in why["text"]
    assert "(must)" in why["text"]
    assert await state(chat) == before
    assert title(await tap(chat, why, "Yes")) == "Access: in writing?"


async def test_back_shows_the_answer_given_and_another_one_replaces_it(chat: Chat) -> None:
    card = await tap(chat, await begin(chat), "Yes")
    card = await tap(chat, card, "Back")
    assert "Yes (current)" in labels(card)
    card = await tap(chat, card, "Not sure")
    assert title(card) != "Access: in writing?"
    assert await rows(chat, "SELECT value FROM check_answer ORDER BY id") == [("yes",), ("unsure",)]


async def test_back_on_the_first_question_says_so(chat: Chat) -> None:
    card = await begin(chat)
    [toast] = await chat.tap(card, "Back")
    assert toast["text"] == "This is the first question."


async def test_not_applicable_counts_only_with_its_reason(chat: Chat) -> None:
    card = await tap(chat, await begin(chat), "Yes")
    asking = await tap(chat, card, "Not applicable")
    assert title(asking) == "Access: in writing?"
    assert "Why does it not apply?" in asking["text"]
    assert "Continue" not in labels(asking)
    card = await write(chat, "A lockup of two hours")
    assert title(card) == "Access: a practice?"
    assert (await rows(chat, "SELECT reason FROM check_answer ORDER BY id"))[-1] == ("A lockup of two hours",)


async def test_the_other_government_is_asked_for_and_may_be_left_out(chat: Chat) -> None:
    card = await tap(chat, await begin(chat), "No")
    assert "Which government is it?" in card["text"]
    card = await write(chat, "Maryland Department of Public Safety")
    assert title(card) != "Who runs the jail"
    review = await walk(chat, card)
    assert "Maryland Department of Public Safety" in review["text"]


async def test_the_review_leads_to_each_answer_and_back(chat: Chat) -> None:
    review = await walk(chat, await begin(chat))
    card = await tap(chat, review, "2")
    assert "Yes (current)" in labels(card)
    review = await tap(chat, card, "Not sure")
    assert "Submit" in labels(review)
    assert "Not sure" in review["text"]
    card = await tap(chat, review, "1")
    assert "Submit" in labels(await tap(chat, card, "Review"))


async def test_the_menu_leaves_everything_as_it_is(chat: Chat) -> None:
    card = await tap(chat, await begin(chat), "Yes")
    before = await state(chat)
    menu = await tap(chat, card, "Menu")
    unfinished = await tap(chat, menu, "Review")
    assert "Submit" not in labels(unfinished)
    again = await tap(chat, unfinished, "Continue")
    assert title(again) == "Access: in writing?"
    assert await state(chat) == before


async def test_check_goes_on_where_it_was_left(world: World) -> None:
    chat = world.chat()
    await tap(chat, await begin(chat), "Yes")
    chat = await world.restart()
    [card] = await chat.messages_after("/check")
    assert title(card) == "Access: in writing?"
    assert await rows(chat, "SELECT count(*) FROM check_session") == [(1,)]


async def test_a_check_for_another_place_waits_until_the_first_is_ended(chat: Chat) -> None:
    await begin(chat)
    [card] = await chat.messages_after("/check Houston")
    assert "Baltimore, Maryland" in card["text"]
    assert "Finish it or /cancel it before one for Houston, Texas" in card["text"]


async def test_cancel_ends_the_check_and_says_what_is_kept(chat: Chat) -> None:
    card = await tap(chat, await begin(chat), "Yes")
    assert "Its 1 entry is kept in your record, without a result" in await chat.ask("/cancel")
    [toast] = await chat.tap(card, "Yes")
    assert "cancelled; nothing was changed" in toast["text"]
    assert "nothing to cancel" in await chat.ask("/cancel")
    assert title(await begin(chat)) == "Who runs the jail"


async def test_results_lists_what_was_finished_and_opens_it(chat: Chat) -> None:
    assert "finished no self-check" in await chat.ask("/results")
    result = await tap(chat, await walk(chat, await begin(chat)), "Submit")
    [listing] = await chat.messages_after("/results")
    assert "21 Nov 2026 – Public Safety Partnership · Baltimore, Maryland" in listing["text"]
    assert (await tap(chat, listing, "Open 1"))["text"] == result["text"]


async def test_commands_and_other_words_in_between_change_nothing(chat: Chat) -> None:
    card = await tap(chat, await begin(chat), "Yes")
    before = await state(chat)
    for words in ("/help", "/status Houston", "/results", "Memphis", "what is a site?", "/nonsense"):
        assert await chat.ask(words)
    assert await state(chat) == before
    assert title(await tap(chat, card, "Yes")) == "Access: every facility?"


async def test_twenty_taps_on_one_button_are_one_answer_and_one_advance(chat: Chat) -> None:
    card = await begin(chat)
    before = await chat._last_seq()
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    given = {"message_id": card["message_id"], "data": data}
    posted = await asyncio.gather(*(chat._post("taps", **given) for _ in range(20)))
    for one in posted:
        await chat.wait_for(one["update_id"])
    events = await chat._events(before)
    assert sum(event["type"] == "toast" for event in events) == 20
    assert await rows(chat, "SELECT count(*) FROM check_answer") == [(1,)]
    assert await rows(chat, "SELECT rev FROM check_session") == [(1,)]
    edits = [event["message"] for event in events if event["type"] == "edit"]
    assert [title(edit) for edit in edits] == ["Access: in writing?"]
    assert [call for call in await calls(chat) if call["status"] != 200] == []


async def test_an_old_button_changes_nothing_says_why_and_brings_the_live_card(chat: Chat) -> None:
    old = await begin(chat)
    await write(chat, "yes")
    before = await state(chat)
    toast, edit = await chat.tap(old, "No")
    assert "from an earlier step; nothing was changed" in toast["text"]
    assert title(edit["message"]) == "Access: in writing?"
    assert await state(chat) == before
    assert title(await tap(chat, edit["message"], "Yes")) == "Access: every facility?"


async def test_a_button_of_a_finished_check_changes_nothing(chat: Chat) -> None:
    old = await begin(chat)
    card = await write(chat, "no")
    await tap(chat, await walk(chat, card), "Submit")
    before = await state(chat)
    [toast] = await chat.tap(old, "Yes")
    assert "This check is finished; nothing was changed" in toast["text"]
    assert await state(chat) == before


async def test_no_button_of_any_screen_takes_more_than_two_calls(chat: Chat) -> None:
    [card] = await chat.messages_after("/check Baltimore")
    ways = (
        "Start", "Why", "No", "Continue", "Back", "Add evidence", "Continue", "Later", "Menu", "Review", "1",
        "Continue",
    )  # fmt: skip
    for label in ways:
        card = await tap_in_two_calls(chat, card, label)
    options = ["Not ours", "Partly", "Not sure"]
    while title(card):
        label = next((option for option in ("Continue", *options) if option in labels(card)), "Yes")
        options = [option for option in options if option != label]
        card = await tap_in_two_calls(chat, card, label)
    assert options == []
    card = await tap_in_two_calls(chat, card, "Submit")
    for label in ("PDF", "Draft letter", "Letter as PDF"):
        assert "document" in await tap_in_two_calls(chat, card, label)
    card = await tap_in_two_calls(chat, card, "All results")
    card = await tap_in_two_calls(chat, card, "Open 1")
    card = await tap_in_two_calls(chat, card, "Start again")
    card = await tap_in_two_calls(chat, card, "Start")
    card = await tap_in_two_calls(chat, card, "Menu")
    await tap_in_two_calls(chat, card, "Cancel the check")


async def tap_in_two_calls(chat: Chat, card: Message, label: str) -> Message:
    before = await calls(chat)
    shown = await tap(chat, card, label)
    made = (await calls(chat))[len(before) :]
    assert [call["status"] for call in made] == [200, 200], (label, made)
    assert made[0]["method"] == "answerCallbackQuery"
    return shown


async def calls(chat: Chat) -> list[dict[str, Any]]:
    """Every call of the bot but its polls."""
    async with chat.http.get(f"{chat.address}/_sandbox/calls?after=0") as answer:
        return list((await answer.json())["calls"])
