"""Checks in the store: one under way at a time, each step once, answers only ever added."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.programs import Catalogue
from domain.selfcheck import forms as compiled
from domain.selfcheck import sessions
from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.assess import assess
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.sessions import LIFE, Check, State, Step
from storage import chats, checks, forms, results
from storage.database import Database

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
ALEX = 1001


def form_of(catalogue: Catalogue, number: int = 0) -> Form:
    form = compiled.of(catalogue.programs[number])
    assert form
    return form


def a_check(form: Form, sid: str = "abcdefghij") -> Check:
    return Check(sid, ALEX, 0, ALEX, "Alex", form.program, "", form.sha256, NOW, NOW + LIFE)


@pytest.fixture
async def begun(database: Database, catalogue: Catalogue) -> AsyncIterator[Check]:
    """A check that has just begun."""
    form = form_of(catalogue)
    async with database.write() as connection:
        await chats.remember(connection, ALEX, "private", NOW)
        await forms.keep(connection, form, NOW)
        check = await checks.begin(connection, a_check(form))
    yield check


async def take(database: Database, check: Check, step: Step, update: int = 1) -> bool:
    async with database.write() as connection:
        return await checks.take(connection, check, step, update, NOW)


@pytest.mark.parametrize("number", [0, 1])
async def test_a_form_comes_back_with_the_same_hash(
    database: Database, catalogue: Catalogue, number: int
) -> None:
    form = form_of(catalogue, number)
    async with database.write() as connection:
        await forms.keep(connection, form, NOW)
        kept = await forms.load(connection, form.sha256)
    assert kept == form
    assert kept.sha256 == form.sha256


async def test_a_person_has_one_check_of_a_program_under_way(database: Database, begun: Check) -> None:
    async with database.write() as connection:
        second = await checks.begin(connection, replace(begun, sid="klmnopqrst"))
    assert second == begun


async def test_after_the_end_another_one_may_begin(database: Database, begun: Check) -> None:
    assert await take(database, begun, Step(sessions.end(begun, State.CANCELLED), {}))
    async with database.write() as connection:
        second = await checks.begin(connection, replace(begun, sid="klmnopqrst"))
    assert second.sid == "klmnopqrst"


async def test_of_many_steps_from_the_same_card_one_counts(
    database: Database, begun: Check, catalogue: Catalogue
) -> None:
    step = sessions.choose(form_of(catalogue), begun, {}, Answer.YES)
    assert step
    taken = await asyncio.gather(*(take(database, begun, step, number) for number in range(10)))
    assert sorted(taken) == [False] * 9 + [True]
    async with database.read() as connection:
        assert await checks.count_answers(connection, begun.sid) == 1


async def test_the_last_answer_counts_and_the_earlier_ones_stay(database: Database, begun: Check) -> None:
    check = begun
    for value in (Answer.YES, Answer.NO, Answer.CLEARED):
        step = Step(replace(check, rev=check.rev + 1), {"scope-1": Given(value)})
        assert await take(database, check, step)
        check = step.check
    async with database.read() as connection:
        assert await checks.answers(connection, begun.sid) == {"scope-1": Given(Answer.CLEARED)}
        assert await checks.count_answers(connection, begun.sid) == 3


async def test_evidence_stands_beside_its_answer(database: Database, begun: Check) -> None:
    answered = Step(replace(begun, rev=1, at="scope-1"), {"scope-1": Given(Answer.YES)})
    assert await take(database, begun, answered)
    piece = Evidence(EvidenceKind.FILE, "charter.pdf", "file-1", "0" * 64, date(2027, 1, 31))
    assert await take(database, answered.check, Step(replace(answered.check, rev=2), {}, piece))
    async with database.read() as connection:
        found = await checks.answers(connection, begun.sid)
    assert found == {"scope-1": Given(Answer.YES, evidence=(piece,))}


async def test_an_older_card_never_takes_the_place_of_a_newer(database: Database, begun: Check) -> None:
    newer = replace(begun, rev=1)
    assert await take(database, begun, Step(newer, {}))
    async with database.write() as connection:
        await checks.note_card(connection, newer, 7)
        await checks.note_card(connection, begun, 5)
        found = await checks.find(connection, begun.sid)
    assert found
    assert (found.card, found.card_rev) == (7, 1)


async def test_a_finished_check_takes_no_further_step(
    database: Database, begun: Check, catalogue: Catalogue
) -> None:
    done = sessions.end(begun, State.DONE)
    assert await take(database, begun, Step(done, {}))
    async with database.write() as connection:
        await results.finish(
            connection,
            done,
            assess(form_of(catalogue), {}),
            "0" * 64,
            revision=1,
            day=NOW.date(),
            facts_checked=NOW.date(),
            now=NOW,
        )
        [result] = await results.of_person(connection, ALEX, ALEX)
    assert result.check.state is State.DONE
    assert result.content_sha256 == "0" * 64
    assert not await take(database, done, Step(replace(done, rev=9), {"scope-1": Given(Answer.NO)}))
