"""An edit meets an alert in each of its states: who is told what then. docs/reliability.md has the table."""

from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import select, update

from domain.alerts.subscription import Mode, Wish
from domain.programs import Deadline, Event
from storage import subscriptions
from storage.alerts import claiming, intending, machine, reach, reap, settling
from storage.alerts.claiming import Claimed
from storage.alerts.settling import Done
from storage.database import Database
from storage.tables import chat, delivery
from tests.storage.ledger import TOWN, apply, ask, at, due, event, look, rows
from tests.storage.passing import pass_by

NOON = "2017-08-04 12:00"
AFTERWARDS = (NOON, "2017-08-04 12:02", "2017-08-05 10:00")
# One chat for each state in which an alert may be when the edit comes.
CHATS = {
    "ready": 1, "claimed": 2, "sending": 3, "may have arrived": 4, "sent": 5, "held": -6,
    "digest waits": 7, "digest claimed": 8, "digest sent": 9, "dead": 10,
}  # fmt: skip
IN_DIGESTS = {id for state, id in CHATS.items() if state.startswith("digest")}
LATER, EARLIER, SAME = due("2017-09-18"), due("2017-08-11"), due("2017-08-18")
# Told on the 4th: 14 days before the 18th. The 11th is 7 days off, so that its reminder is due at once.
FIRST, AT_ONCE = "reply:2017-08-18:14", "reply:2017-08-11:7"
MOVED, GONE = "moved:p:reply:2", "cancelled:p:reply:2"
NEXT_DIGEST = "digest:daily:2017-08-05"

EDITS = [
    pytest.param(
        [[LATER]],
        {state: [MOVED] for state in ("sending", "may have arrived", "sent", "held", "digest sent")},
        id="moved later",
    ),
    pytest.param(
        [[EARLIER]],
        {
            "ready": [AT_ONCE], "claimed": [AT_ONCE],
            "sending": [MOVED, AT_ONCE], "may have arrived": [MOVED, AT_ONCE], "sent": [MOVED, AT_ONCE],
            "held": [MOVED, AT_ONCE],
            "digest waits": [f"{NEXT_DIGEST} (7)"], "digest claimed": [f"{NEXT_DIGEST} (7)"],
            "digest sent": [MOVED, f"{NEXT_DIGEST} (7)"],
        },
        id="moved earlier",
    ),
    pytest.param(
        [[]],
        {state: [GONE] for state in ("sending", "may have arrived", "sent", "held", "digest sent")},
        id="cancelled",
    ),
    pytest.param(
        [[LATER], [SAME]],
        {
            "ready": [FIRST], "claimed": [FIRST], "may have arrived": [FIRST],
            "digest waits": [f"{NEXT_DIGEST} (14)"], "digest claimed": [f"{NEXT_DIGEST} (14)"],
        },
        id="moved and taken back within the minute",
    ),
    pytest.param(
        [[], [SAME]],
        {
            "ready": [FIRST], "claimed": [FIRST], "may have arrived": [FIRST],
            "digest waits": [f"{NEXT_DIGEST} (14)"], "digest claimed": [f"{NEXT_DIGEST} (14)"],
        },
        id="cancelled and taken back within the minute",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "messages"), EDITS)
async def test_who_is_told_what_after_an_edit(
    database: Database, edits: Sequence[Sequence[Deadline]], messages: Mapping[str, list[str]]
) -> None:
    at_work = await in_each_state(database, SAME)
    for parts in edits:
        await apply(database, NOON, *parts)
    assert await afterwards(database, at_work) == {state: messages.get(state, []) for state in CHATS}


@pytest.mark.parametrize(
    ("edits", "messages"),
    [
        pytest.param([[LATER]], [], id="moved later"),
        pytest.param([[EARLIER]], ["reply:2017-08-11:14", AT_ONCE], id="moved earlier"),
        pytest.param([[]], [], id="cancelled"),
        pytest.param([[LATER], [SAME]], [FIRST], id="taken back"),
    ],
)
async def test_what_is_only_planned_is_told_as_it_stands_then(
    database: Database, edits: Sequence[Sequence[Deadline]], messages: list[str]
) -> None:
    await apply(database, "2017-07-20 12:00", SAME)
    await ask(database, "2017-07-20 12:00")
    for parts in edits:
        await apply(database, "2017-08-02 12:00", *parts)
    told = await pass_by(database, ["2017-08-02 12:02", "2017-08-04 10:00", "2017-08-05 10:00"])
    assert [about for _, about in told.to(5)] == messages


NAMED = event("2017-08-04")
EVENT_EDITS = [
    pytest.param(
        [[event("2017-08-07")]],
        {state: ["named"] for state in ("ready", "claimed", "may have arrived")}
        | {state: ["digest:daily:2017-08-07 (named)"] for state in ("digest waits", "digest claimed")},
        id="on another day",
    ),
    pytest.param([[]], {}, id="withdrawn"),
    pytest.param(
        [[], [NAMED]],
        {state: ["named"] for state in ("ready", "claimed", "may have arrived")}
        | {state: [f"{NEXT_DIGEST} (named)"] for state in ("digest waits", "digest claimed")},
        id="withdrawn and taken back within the minute",
    ),
]


@pytest.mark.parametrize(("edits", "messages"), EVENT_EDITS)
async def test_news_that_changes_is_told_as_it_stands_to_those_who_were_not_told(
    database: Database, edits: Sequence[Sequence[Event]], messages: Mapping[str, list[str]]
) -> None:
    at_work = await in_each_state(database, NAMED)
    for parts in edits:
        await apply(database, NOON, *parts)
    found = await afterwards(database, at_work, "2017-08-06 20:00", "2017-08-07 10:00")
    assert found == {state: messages.get(state, []) for state in CHATS}


async def in_each_state(database: Database, part: Deadline | Event) -> dict[str, Claimed]:
    """At noon on 4 August each chat's alert has come to the state that names it; gives those being worked on."""
    await apply(database, "2017-07-20 12:00", part)
    for id in CHATS.values():
        wish = Wish(mode=Mode.DAILY) if id in IN_DIGESTS else Wish()
        await ask(database, "2017-07-20 12:00", id, wish=wish)
    await look(database, "2017-08-04 08:00")
    async with database.write() as connection:
        claimed = {one.chat: one for one in await claiming.claim(connection, at(NOON), 64)}
        by_state = {state: claimed[id] for state, id in CHATS.items()}
        meant = [by_state[s] for s in ("sending", "may have arrived", "sent", "held", "digest sent")]
        assert len(await intending.intend(connection, meant, at(NOON))) == len(meant)
        done = [
            Done(one.id, one.token, "sent", "sent", message_id=1)
            for one in (by_state["sent"], by_state["digest sent"])
        ]
        await settling.settle(connection, done, at(NOON))
        left = [CHATS[s] for s in ("ready", "digest waits", "may have arrived", "held")]
        ended = machine.after(connection, -1)
        await connection.execute(
            update(delivery)
            .where(delivery.c.chat_id.in_(select(chat.c.id).where(chat.c.telegram_id.in_(left))))
            .values(lease_until=ended)
        )
        assert await reap.reap(connection, reap.BY_KIND) == (2, 2)
        await reach.suspend(connection, CHATS["dead"], "blocked", at(NOON))
    return {state: by_state[state] for state in ("claimed", "digest claimed", "sending")}


async def afterwards(database: Database, at_work: Mapping[str, Claimed], *more: str) -> dict[str, list[str]]:
    """What each chat is told after the edit; those who were at it go on where they were."""
    went_out = []
    async with database.write() as connection:
        going = [at_work["claimed"], at_work["digest claimed"]]
        meant = await intending.intend(connection, going, at(NOON))
        went_out = [(one.chat, one.about) for one in going if one.id in meant]
        done = [one for one in at_work.values() if one.id in meant] + [at_work["sending"]]
        await settling.settle(
            connection, [Done(one.id, one.token, "sent", "sent", message_id=1) for one in done], at(NOON)
        )
    told = await pass_by(database, [*AFTERWARDS, *more])
    said = went_out + [(id, about) for _, id, about in told.messages]
    return {
        state: [about.removeprefix("deadline:p:").removeprefix("event:p:") for to, about in said if to == id]
        for state, id in CHATS.items()
    }


async def test_a_cancelled_deadline_that_stands_again_is_told_to_who_heard_that_it_did_not(
    database: Database,
) -> None:
    await apply(database, "2017-07-20 12:00", SAME)
    await ask(database, "2017-07-20 12:00")
    await ask(database, "2017-07-20 12:00", 6, TOWN)
    await pass_by(database, [NOON])
    await apply(database, NOON)
    told = await pass_by(database, ["2017-08-04 12:02"])
    assert told.to(5) == [("2017-08-04 12:02", GONE)]
    await apply(database, "2017-08-04 13:00", SAME)
    told = await pass_by(database, ["2017-08-04 13:02", "2017-08-05 12:00"])
    assert [about for _, _, about in told.messages] == ["moved:p:reply:3"]


async def test_a_place_that_a_deadline_is_about_now_is_told_as_if_it_had_subscribed_late(
    database: Database,
) -> None:
    await apply(database, "2017-07-20 12:00", SAME)
    await ask(database, "2017-07-20 12:00")
    await ask(database, "2017-07-20 12:00", 6, TOWN)
    await pass_by(database, [NOON])
    await apply(database, "2017-08-05 12:00", due("2017-08-18", places=("city", "town")))
    told = await pass_by(database, ["2017-08-05 12:02", "2017-08-06 12:00"])
    assert told.messages == [("2017-08-05 12:02", 6, FIRST)]


@pytest.mark.parametrize("first", [Mode.IMMEDIATE, Mode.DAILY])
async def test_who_changes_between_single_alerts_and_digests_is_told_nothing_twice(
    database: Database, first: Mode
) -> None:
    then = Mode.DAILY if first is Mode.IMMEDIATE else Mode.IMMEDIATE
    await apply(database, "2017-07-20 12:00", SAME)
    await ask(database, "2017-07-20 12:00", wish=Wish(mode=first))
    assert len((await pass_by(database, ["2017-08-04 08:00", NOON])).messages) == 1
    await ask(database, NOON, wish=Wish(mode=then))
    assert (await pass_by(database, ["2017-08-04 12:01", "2017-08-05 12:00"])).messages == []


async def test_history_that_is_taken_out_and_put_back_stays_history(database: Database) -> None:
    old = event("2017-07-25")
    await apply(database, "2017-08-01 12:00", old)
    await ask(database, "2017-08-01 12:00")
    await apply(database, NOON)
    await apply(database, NOON, old)
    await apply(database, NOON, event("2017-07-26"))
    assert (await pass_by(database, AFTERWARDS)).messages == []


async def test_who_said_done_hears_nothing_of_a_move(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", SAME)
    await ask(database, "2017-07-20 12:00")
    await pass_by(database, [NOON])
    async with database.write() as connection:
        await subscriptions.mute(connection, 5, 0, "p", "reply", at(NOON))
    await apply(database, NOON, LATER)
    assert (await pass_by(database, AFTERWARDS)).messages == []
    assert [state for _, _, state in await rows(database)] == ["sent"]
