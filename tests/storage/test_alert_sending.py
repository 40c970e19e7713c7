"""Sending, as the ledger sees it: claimed by one, meant once, settled by whoever meant it; nothing is lost."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.alerts.subscription import Mode, Wish
from storage import subscriptions
from storage.alerts import claiming, held, intending, machine, reach, reap, settling
from storage.alerts.claiming import Claimed
from storage.alerts.settling import Done
from storage.database import Database
from storage.tables import brake, delivery
from tests.storage.ledger import CITY, TOWN, WHOLE, apply, ask, at, due, event, look, rows

NOON = "2017-08-04 12:00"


@pytest.fixture
async def waiting(database: Database) -> Database:
    """A private chat (5) and a group (-7), each with one alert that is due."""
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    await ask(database, "2017-07-20 12:00", -7)
    await look(database, NOON)
    return database


async def claim(database: Database, when: str = NOON, limit: int = 64) -> list[Claimed]:
    async with database.write() as connection:
        return await claiming.claim(connection, at(when), limit)


async def intend(database: Database, claimed: list[Claimed], when: str = NOON) -> set[int]:
    async with database.write() as connection:
        return await intending.intend(connection, claimed, at(when))


async def settle(database: Database, one: Claimed, state: str, **more: Any) -> None:
    async with database.write() as connection:
        done = Done(one.id, one.token, state, more.pop("outcome", "sent"), **more)
        await settling.settle(connection, [done], at(NOON))


async def reaped(database: Database, policy: str = reap.BY_KIND) -> tuple[int, int]:
    async with database.write() as connection:
        return await reap.reap(connection, policy)


async def end_leases(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(
            update(delivery)
            .where(delivery.c.lease_until.is_not(None))
            .values(lease_until=machine.after(connection, -1))
        )


async def states(database: Database) -> list[tuple[int, str]]:
    return [(id, state) for id, _, state in await rows(database)]


async def test_what_is_claimed_says_all_that_sending_needs(waiting: Database) -> None:
    group, private = sorted(await claim(waiting), key=lambda one: one.chat)
    assert (private.chat, private.chat_kind, group.chat, group.chat_kind) == (5, "private", -7, "supergroup")
    (item,) = private.items
    assert (item.program, item.subject, item.value, item.lead) == ("p", "reply", "2017-08-18", 14)
    assert item.topics == (CITY.topic,)


async def test_nothing_is_claimed_before_its_hour_or_twice(waiting: Database) -> None:
    assert await claim(waiting, "2017-08-04 08:59") == []
    assert len(await claim(waiting)) == 2
    assert await claim(waiting) == []


async def test_several_who_claim_at_once_get_each_alert_once(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id in range(1, 31):
        await ask(database, "2017-07-20 12:00", id)
    await look(database, NOON)
    taken = await asyncio.gather(*(claim(database, limit=7) for _ in range(8)))
    ids = [one.chat for some in taken for one in some]
    assert sorted(ids) == list(range(1, 31))


async def test_the_last_reminders_go_first_and_digests_last(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"), due("2017-08-05", "form", ["town"]))
    await ask(database, "2017-07-20 12:00")
    await ask(database, "2017-07-20 12:00", 6, TOWN)
    await look(database, NOON)
    assert [one.chat for one in await claim(database)] == [6, 5]


async def test_only_what_was_meant_is_sent_and_settled_once(waiting: Database) -> None:
    claimed = await claim(waiting)
    assert await intend(waiting, claimed) == {one.id for one in claimed}
    assert await intend(waiting, claimed) == set()
    for one in claimed:
        await settle(waiting, one, "sent", message_id=9)
    assert await states(waiting) == [(-7, "sent"), (5, "sent")]


async def test_who_lost_its_lease_may_not_send(waiting: Database) -> None:
    claimed = await claim(waiting)
    await end_leases(waiting)
    assert await intend(waiting, claimed) == set()
    assert await reaped(waiting) == (2, 0)
    assert len(await intend(waiting, await claim(waiting))) == 2


async def test_who_lost_its_token_may_neither_send_nor_settle(waiting: Database) -> None:
    old = await claim(waiting)
    await end_leases(waiting)
    await reaped(waiting)
    new = await claim(waiting)
    assert await intend(waiting, old) == set()
    assert len(await intend(waiting, new)) == 2
    await settle(waiting, old[0], "dead")
    assert {state for _, state in await states(waiting)} == {"sending"}


@pytest.mark.parametrize("what", ["unsubscribed", "moved", "done", "blocked", "too late"])
async def test_up_to_the_wire_nothing_goes_out_that_is_not_wanted_any_more(
    database: Database, what: str
) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    id = await ask(database, "2017-07-20 12:00")
    await look(database, NOON)
    claimed = await claim(database)
    when = NOON
    if what == "moved":
        await apply(database, NOON, due("2017-09-18"))
    elif what == "too late":
        when = "2017-08-19 00:00"
    else:
        async with database.write() as connection:
            match what:
                case "unsubscribed":
                    await subscriptions.end(connection, id, at(NOON), what)
                case "done":
                    await subscriptions.mute(connection, 5, 0, "p", "reply", at(NOON))
                case "blocked":
                    await reach.suspend(connection, 5, "blocked", at(NOON))
    assert await intend(database, claimed, when) == set()


async def test_another_subscription_of_the_chat_keeps_the_alert(waiting: Database) -> None:
    first = await ask(waiting, NOON)
    await ask(waiting, NOON, target=WHOLE)
    async with waiting.write() as connection:
        await subscriptions.end(connection, first, at(NOON), "unsubscribed")
    assert len(await intend(waiting, await claim(waiting))) == 2


async def test_a_send_that_nobody_settled_is_repeated_once_to_a_person_and_held_for_a_group(
    waiting: Database,
) -> None:
    await intend(waiting, await claim(waiting))
    await end_leases(waiting)
    assert await reaped(waiting) == (0, 2)
    assert await states(waiting) == [(-7, "held"), (5, "ready")]
    (again,) = await claim(waiting)
    assert again.unknowns == 1
    await intend(waiting, [again])
    await end_leases(waiting)
    await reaped(waiting)
    assert await states(waiting) == [(-7, "held"), (5, "held")]


@pytest.mark.parametrize(("policy", "state"), [(reap.REPEAT, "ready"), (reap.HOLD, "held")])
async def test_the_operator_may_have_all_repeated_or_all_held(
    waiting: Database, policy: str, state: str
) -> None:
    await intend(waiting, await claim(waiting))
    await end_leases(waiting)
    await reaped(waiting, policy)
    assert {found for _, found in await states(waiting)} == {state}
    assert reap.may_repeat(policy, 0, "private") == (state == "ready")
    assert reap.may_repeat(policy, 0, "supergroup") == (state == "ready")


async def test_a_late_success_beats_the_guess(waiting: Database) -> None:
    claimed = await claim(waiting)
    await intend(waiting, claimed)
    await end_leases(waiting)
    await reaped(waiting)
    for one in claimed:
        await settle(waiting, one, "sent", message_id=1)
    assert await states(waiting) == [(-7, "sent"), (5, "sent")]


async def test_what_is_to_wait_waits_by_the_machines_clock(waiting: Database) -> None:
    claimed = await claim(waiting)
    await intend(waiting, claimed)
    for one in claimed:
        await settle(waiting, one, "ready", wait=60.0, is_a_try=False)
    assert await claim(waiting, "2017-08-05 12:00") == []
    async with waiting.write() as connection:
        await connection.execute(update(delivery).values(wait_until=machine.after(connection, -1)))
    assert [one.tries for one in await claim(waiting, "2017-08-05 12:00")] == [0, 0]


async def test_what_is_put_back_is_anybodys_a_little_later(waiting: Database) -> None:
    first, second = await claim(waiting)
    async with waiting.write() as connection:
        await claiming.put_back(connection, [second], 60.0)
    assert await intend(waiting, [first, second]) == {first.id}
    assert await claim(waiting) == []
    async with waiting.write() as connection:
        await connection.execute(update(delivery).values(wait_until=machine.after(connection, -1)))
    assert [(one.id, one.token, one.tries) for one in await claim(waiting)] == [(second.id, 2, 0)]


async def test_what_came_too_late_is_put_away_and_counted(waiting: Database) -> None:
    async with waiting.write() as connection:
        assert await reap.expire(connection, at("2017-08-19 12:00")) == 2
    assert await states(waiting) == [(-7, "expired"), (5, "expired")]


async def test_what_was_held_goes_out_when_it_is_released(waiting: Database) -> None:
    await intend(waiting, await claim(waiting))
    await end_leases(waiting)
    await reaped(waiting, reap.HOLD)
    async with waiting.write() as connection:
        found = await held.held(connection)
        assert [one.chat for one in found] == [5, -7]
        assert await held.release(connection, [found[0].id]) == 1
        assert await held.count(connection) == 1
    (again,) = await claim(waiting)
    assert (again.chat, again.unknowns) == (5, 1)


async def test_six_in_a_hundred_refusals_stop_all_sending_until_it_is_released(waiting: Database) -> None:
    (one,) = await claim(waiting, limit=1)
    done = [Done(one.id, one.token, "dead", "blocked" if n % 16 == 0 else "sent") for n in range(500)]
    # Between them there may be as many that had to wait, which are no sends.
    done = [each for sent in done for each in (sent, replace(sent, outcome="wait"))]
    async with waiting.write() as connection:
        await settling.settle(connection, done[:800], at(NOON))
        assert not await held.pull_brake(connection, at(NOON))
        await settling.settle(connection, done[800:], at(NOON))
        assert await held.pull_brake(connection, at(NOON))
        assert not await held.pull_brake(connection, at(NOON))
    assert await claim(waiting) == []
    async with waiting.write() as connection:
        assert (await held.braked(connection)) is not None
        assert await held.release_brake(connection, at(NOON))
        assert not await held.pull_brake(connection, at(NOON))
    assert len(await claim(waiting)) == 1


async def test_a_blocked_chat_is_left_alone_until_it_comes_back(waiting: Database) -> None:
    async with waiting.write() as connection:
        await reach.suspend(connection, 5, "blocked", at(NOON))
    assert await states(waiting) == [(-7, "ready"), (5, "dead")]
    await look(waiting, "2017-08-11 12:00")
    assert [id for id, _, state in await rows(waiting) if state == "ready"] == [-7, -7]
    async with waiting.write() as connection:
        assert await reach.restore(connection, 5)
        assert not await reach.restore(connection, 5)
    await look(waiting, "2017-08-11 12:00")
    assert [about for id, about, state in await rows(waiting) if id == 5 and state == "ready"] == [
        "reply:2017-08-18:7"
    ]


async def test_a_chat_that_is_not_found_three_times_in_three_days_is_suspended(waiting: Database) -> None:
    async with waiting.write() as connection:
        for when, strikes in (
            ("2017-08-04 12:00", 1), ("2017-08-04 12:01", 1), ("2017-08-05 12:00", 2), ("2017-08-07 12:00", 3),
        ):  # fmt: skip
            assert await reach.strike(connection, 5, at(when)) == strikes
    assert await states(waiting) == [(-7, "ready"), (5, "dead")]


async def test_a_group_that_moves_keeps_its_subscriptions_and_its_alerts(waiting: Database) -> None:
    async with waiting.write() as connection:
        assert await reach.migrate(connection, -7, -1007)
        assert not await reach.migrate(connection, -7, -1007)
        assert [s.target for s in await subscriptions.of_chat(connection, -1007)] == [CITY]
    assert sorted(one.chat for one in await claim(waiting)) == [-1007, 5]


@pytest.mark.parametrize("first", ["old", "new"])
@pytest.mark.parametrize("out", ["", "old", "new"])
async def test_two_rows_of_one_group_become_one_with_each_thing_once(
    database: Database, first: str, out: str
) -> None:
    ids = {"old": -7, "new": -1007}
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for name in (first, "new" if first == "old" else "old"):
        await ask(database, "2017-07-20 12:00", ids[name])
        await ask(database, "2017-07-20 12:00", ids[name], TOWN if name == "old" else CITY)
    await look(database, NOON)
    for one in await claim(database):
        if one.chat == ids.get(out):
            await intend(database, [one])
            await settle(database, one, "sent", message_id=4)
    await end_leases(database)
    await reaped(database)
    async with database.write() as connection:
        assert await reach.migrate(connection, -7, -1007)
        found = await subscriptions.of_chat(connection, -1007)
        assert sorted(s.target.subject for s in found) == ["city", "town"]
        assert await subscriptions.of_chat(connection, -7) == []
    await look(database, NOON)
    again = await claim(database)
    assert [one.chat for one in again] == ([] if out else [-1007])


async def test_what_was_refused_because_it_moved_gives_way_to_what_the_new_id_got(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id in (-7, -1007):
        await ask(database, "2017-07-20 12:00", id)
    await look(database, NOON)
    claimed = {one.chat: one for one in await claim(database)}
    await intend(database, list(claimed.values()))
    await settle(database, claimed[-1007], "sent", message_id=4)
    moved = settling.Then("moved", -7, moved_to=-1007)
    await settle(database, claimed[-7], "ready", outcome="moved", is_a_try=False, then=moved)
    assert await claim(database) == []
    assert sorted(await states(database)) == [(-1007, "cancelled"), (-1007, "sent")]


async def test_those_who_were_told_hear_that_it_moved_and_the_others_do_not(waiting: Database) -> None:
    one = next(c for c in await claim(waiting) if c.chat == 5)
    await intend(waiting, [one])
    await settle(waiting, one, "sent", message_id=1)
    await apply(waiting, NOON, due("2017-09-18"))
    await look(waiting, NOON)
    assert await rows(waiting, "ready") == []
    await look(waiting, "2017-08-04 12:02")
    assert [(id, about) for id, about, _ in await rows(waiting, "ready")] == [(5, "moved:p:reply:2")]
    (notice,) = await claim(waiting, "2017-08-04 12:02")
    assert (notice.before, notice.items[0].value) == ("2017-08-18", "2017-09-18")
    assert len(await intend(waiting, [notice], "2017-08-04 12:02")) == 1


@pytest.mark.parametrize("is_reaped", [True, False])
async def test_who_may_have_been_told_hears_that_it_moved_too(waiting: Database, is_reaped: bool) -> None:
    await intend(waiting, await claim(waiting))
    await apply(waiting, NOON, due("2017-09-29"))
    if is_reaped:  # the person's alert would go out once more, and is given up as superseded
        await end_leases(waiting)
        await reaped(waiting)
        assert await intend(waiting, await claim(waiting)) == set()
    await look(waiting, "2017-08-04 12:02")
    notices = await claim(waiting, "2017-08-04 12:02")
    assert {(one.chat, one.before) for one in notices} == {(5, "2017-08-18"), (-7, "2017-08-18")}


async def test_the_last_that_was_told_is_what_was_sent_last_not_what_was_planned_last(
    database: Database,
) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    await look(database, NOON)
    # Planned first, sent last: in between another date was told.
    for day, edited, told in (("11", "12:00", "12:02"), ("18", "12:02", "12:04")):
        await apply(database, f"2017-08-04 {edited}", due(f"2017-08-{day}"))
        await look(database, f"2017-08-04 {told}")
        for one in await claim(database, f"2017-08-04 {told}"):
            if one.kind == "deadline":  # the notice does not get its turn before the next edit
                await intend(database, [one], f"2017-08-04 {told}")
                await settle(database, one, "sent", message_id=1)
    await apply(database, "2017-08-04 12:04", due("2017-08-11"))
    await look(database, "2017-08-04 12:06")
    (notice,) = await claim(database, "2017-08-04 12:06")
    assert (notice.kind, notice.before, notice.items[0].value) == ("moved", "2017-08-18", "2017-08-11")


async def test_an_edit_that_is_taken_back_within_a_minute_says_nothing(waiting: Database) -> None:
    for one in await claim(waiting):
        if one.chat == 5:
            await intend(waiting, [one])
            await settle(waiting, one, "sent", message_id=1)
    await end_leases(waiting)
    await reaped(waiting)
    await apply(waiting, NOON, due("2017-09-18"))
    await apply(waiting, NOON, due("2017-08-18"))
    await look(waiting, "2017-08-04 12:05")
    # The group, which had not been told yet, still is.
    assert [(id, about) for id, about, _ in await rows(waiting, "ready")] == [(-7, "reply:2017-08-18:14")]


async def test_a_deadline_that_moves_twice_is_told_from_what_was_told_last(waiting: Database) -> None:
    for one in await claim(waiting):
        await intend(waiting, [one])
        await settle(waiting, one, "sent", message_id=1)
    await apply(waiting, NOON, due("2017-09-18"))
    await look(waiting, "2017-08-04 12:05")
    for one in await claim(waiting, "2017-08-04 12:05"):
        await intend(waiting, [one], "2017-08-04 12:05")
        await settle(waiting, one, "sent", message_id=2)
    await apply(waiting, "2017-08-05 12:00", due("2017-10-18"))
    await look(waiting, "2017-08-05 12:05")
    found = await claim(waiting, "2017-08-05 12:05")
    assert {(one.chat, one.before, one.items[0].value) for one in found} == {
        (5, "2017-09-18", "2017-10-18"), (-7, "2017-09-18", "2017-10-18"),
    }  # fmt: skip


async def test_those_who_were_told_hear_that_it_is_cancelled(waiting: Database) -> None:
    for one in await claim(waiting):
        await intend(waiting, [one])
        await settle(waiting, one, "sent", message_id=1)
    await apply(waiting, NOON)
    await look(waiting, "2017-08-04 12:05")
    assert [about for _, about, _ in await rows(waiting, "ready")] == ["cancelled:p:reply:2"] * 2
    assert len(await intend(waiting, await claim(waiting, "2017-08-04 12:05"), "2017-08-04 12:05")) == 2


async def test_a_digest_tells_all_that_it_holds_and_is_sent_once(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"), event("2017-08-04"))
    await ask(database, "2017-07-20 12:00", wish=Wish(mode=Mode.DAILY))
    await look(database, NOON)
    (digest,) = await claim(database, "2017-08-05 12:00")
    assert [item.subject for item in digest.items] == ["reply", "named"]
    assert len(await intend(database, [digest], "2017-08-05 12:00")) == 1


async def test_a_brake_holds_up_to_the_wire_what_is_stopped_up_to_the_wire(waiting: Database) -> None:
    claimed = await claim(waiting)
    async with waiting.write() as connection:
        await connection.execute(insert(brake).values(pulled_at=at(NOON), why="a test"))
    assert await intend(waiting, claimed) == set()
    assert {state for _, state in await states(waiting)} == {"claimed"}


async def test_the_database_itself_keeps_each_alert_once(waiting: Database) -> None:
    async with waiting.read() as connection:
        row = (await connection.execute(select(delivery).limit(1))).one()._asdict()
    del row["id"]
    with pytest.raises(IntegrityError):
        async with waiting.engine.begin() as connection:
            await connection.execute(insert(delivery).values(row))
