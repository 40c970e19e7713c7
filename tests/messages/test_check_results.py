"""Finished self-checks in words: the list, two compared, and one by the questions of today.

`PROVISO_TEST_WRITE_SNAPSHOTS=1 make test` writes the texts anew.
"""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.record import Record
from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.assess import Verdict, assess
from domain.selfcheck.compare import compare, recheck
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Migration, Renamed
from domain.selfcheck.sessions import LIFE, Check
from domain.selfcheck.todos import outstanding
from handlers.reply import messages
from messages.check import comparison, listing
from messages.check.comparison import Told
from messages.check.listing import Listed, Open
from messages.check.taps import Act, decode
from messages.markup import units
from messages.message import Answer as Laid
from messages.message import Message, Tap
from messages.plaintext import read
from messages.taps import decode as decode_view
from tests.conftest import EASTERN, TODAY
from tests.messages.test_wording import faults
from tests.selfcheck import FORMS, PROGRAMS, answer, given, met

FOLDER = Path(__file__).parents[1] / "data" / "snapshots" / "results"
PSP = FORMS["psp"]
MAY = date(2026, 5, 3)


def check(sid: str = "abcdefghij", program: str = "psp", place: str = "baltimore-md") -> Check:
    now = datetime(2026, 5, 3, 17, tzinfo=UTC)
    form = FORMS[program].sha256
    return Check(sid, 1, 0, 1, "Ann Lee", program, place, form, now, now + LIFE, rev=22)


def told(answers: dict[str, Given], day: date = TODAY, form: Form = PSP, sid: str = "abcdefghij") -> Told:
    record = Record(PROGRAMS[form.program], day, day, EASTERN)
    return Told(check(sid, form.program), form, answers, record)


def second() -> Form:
    """A second version: the first question is asked anew, a rule is reworded, and one is gone."""
    first, *others = PSP.questions
    same = tuple(Renamed(q.id, q.id) for q in others)
    moved = Migration("v2", 1, False, "The letter of June names the sheriff.", same, new=(first.id,))
    worded = replace(PSP.rules[-2], sentence="Crime data are shared each week.")
    return replace(
        PSP,
        head=replace(PSP.head, version=2),
        questions=(replace(first, text="Does your own sheriff run the jail?"), *others),
        rules=(*PSP.rules[:-2], worded),
        migrations=(moved,),
    )


GAPS = met(PSP) | given(access_1="no", access_2="no", notice_1="unsure", violence_2="not_ours")
CLOSED = met(PSP) | {
    "access-1": Given(Answer.YES, evidence=(Evidence(EvidenceKind.TEXT, "General Order 7"),)),
    "hold-4": answer("not_applicable"),
}


def compared(page: int = 1) -> Message:
    was, now = told(GAPS, MAY), told(CLOSED, sid="klmnpqrstu")
    return comparison.two(was, now, compare(PSP, GAPS, PSP, CLOSED), page)


def by_newer_questions(page: int = 1) -> Message:
    one = told(CLOSED, MAY)
    return comparison.rechecked(one, second(), one.record, recheck(PSP, second(), CLOSED), page)


def a_list(count: int = 3) -> list[Listed]:
    places = ("Baltimore, Maryland", "Houston, Texas", "")
    return [
        Listed(
            number,
            check(f"abcdefg{number:03}"),
            list(Verdict)[number % 4],
            "Public Safety Partnership",
            places[number % 3],
            TODAY - timedelta(days=number),
        )
        for number in range(1, count + 1)
    ]


def left_open() -> list[Open]:
    answers = GAPS | {"ready-1": Given(Answer.LATER)}
    one = told(answers, MAY)
    return [Open(2, to_do) for to_do in outstanding(PSP, answers, one.record, TODAY, "baltimore-md")] + [
        Open(1, to_do) for to_do in outstanding(PSP, answers, told(answers).record, TODAY, "baltimore-md")
    ]


def withdrawn() -> Message:
    one = told(GAPS, MAY)
    head = replace(PSP.head, withdrawn="The letter was replaced.")
    program = replace(one.record.program, self_check=head)
    return comparison.taken_back(one, replace(one.record, program=program))


SAID = {
    "list": lambda: listing.listing(a_list(), left_open(), TODAY),
    "choose": lambda: listing.choose(a_list()[0], listing.others(a_list()[0], a_list())),
    "compared": compared,
    "compared with itself": lambda: comparison.two(
        told(GAPS, MAY), told(GAPS), compare(PSP, GAPS, PSP, GAPS)
    ),
    "by newer questions": by_newer_questions,
    "by the same questions": lambda: comparison.unchanged(told(GAPS, MAY), told(GAPS).record),
    "by withdrawn questions": withdrawn,
}


@pytest.mark.parametrize("name", SAID)
def test_it_reads_as_it_was_reviewed(name: str) -> None:
    said = "\n\n-----\n\n".join(read(message) for message in messages(SAID[name]()))
    file = FOLDER / f"{name.replace(' ', '-')}.txt"
    if os.environ.get("PROVISO_TEST_WRITE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(said + "\n", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == said + "\n"
    assert list(faults(said, sourced=True)) == []


def taps(said: Message | Laid) -> list[Tap]:
    return [button for row in messages(said)[-1].buttons for button in row if isinstance(button, Tap)]


def test_every_finished_check_can_be_opened_page_by_page() -> None:
    found, opened, page = a_list(30), [], 1
    while page:
        shown = taps(listing.listing(found, (), TODAY, page))
        found_here = [tap for button in shown if (tap := decode(button.data))]
        opened += [tap.sid for tap in found_here if tap.act is Act.RESULT]
        older = [decode_view(button.data) for button in shown if button.label == "Older ›"]
        page = older[0].number if older and older[0] else 0
    assert opened == [one.check.sid for one in found]


def test_a_page_that_is_not_there_is_the_nearest_one() -> None:
    found = a_list(13)
    assert listing.listing(found, (), TODAY, 9) == listing.listing(found, (), TODAY, 2)
    assert listing.choose(found[0], found[1:], 9) == listing.choose(found[0], found[1:], 1)


def test_only_the_first_page_lists_to_dos_and_says_how_many_more_there_are() -> None:
    left = left_open() * 4
    first, second = (
        "\n".join(read(m) for m in messages(listing.listing(a_list(13), left, TODAY, page)))
        for page in (1, 2)
    )
    assert first.count("• by ") == 12
    assert "4 more stand in the results." in first
    assert "To do" not in second


def test_a_to_do_is_past_only_after_its_day() -> None:
    [due] = {one.to_do.due for one in left_open() if one.number == 1}
    for day, is_past in ((due, False), (due + timedelta(days=1), True)):
        one = [left for left in left_open() if left.number == 1]
        assert ("(past)" in read(messages(listing.listing(a_list(), one, day))[0])) is is_past


def test_checks_of_another_program_are_not_compared() -> None:
    jag = replace(a_list()[2], check=check("zzzzzzzzzz", "byrne-jag-2017", ""))
    psp = a_list()[0]
    assert listing.others(psp, [psp, jag]) == []
    assert "Compare" not in str([tap.label for tap in taps(listing.listing([psp, jag], (), TODAY))])


@pytest.mark.parametrize("program", FORMS)
def test_the_widest_comparison_fits_and_its_buttons_too(program: str) -> None:
    """Every answer changed, with the longest reason that a card shows."""
    form = FORMS[program]
    wide = {q.id: Given(Answer.NOT_OURS, "&" * 400) for q in form.questions}
    was, now = told({}, MAY, form), told(wide, form=form, sid="klmnpqrstu")
    pages, page = [], 1
    while page:
        said = comparison.two(was, now, compare(form, {}, form, wide), page)
        assert units(str(said.text)) <= 4096
        assert all(len(button.data.encode()) <= 64 for button in taps(said))
        pages.append(read(said))
        further = [tap for b in taps(said) if b.label.endswith(" ›") and (tap := decode(b.data))]
        assert all((tap.sid, tap.other) == (now.check.sid, was.check.sid) for tap in further)
        page = further[0].number if further else 0
    assert all(any(rule.title in page for page in pages) for rule in form.rules)


def test_the_verdict_by_newer_questions_is_the_one_that_their_rules_give() -> None:
    found = recheck(PSP, second(), CLOSED)
    assert found.comparison.now == assess(second(), found.carried.answers)
    assert found.comparison.moves_the_verdict
    assert "Not determined yet: 3 to find out" in read(by_newer_questions())
