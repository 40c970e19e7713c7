"""Which days a self-check reminds of."""

from datetime import UTC, date, datetime, timedelta

from domain.selfcheck import reminders
from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.reminders import CheckReminder, What
from domain.selfcheck.sessions import LIFE, Check

TODAY = date(2017, 8, 4)
NOW = datetime(2017, 8, 4, 12, tzinfo=UTC)
CHECK = Check("abc", 5, 0, 5, "Alex", "psp", "baltimore-md", "0" * 64, NOW, NOW + LIFE)


def kept(until: date | None) -> dict[str, Given]:
    evidence = Evidence(EvidenceKind.TEXT, "Charter", "", "", until)
    return {"scope-1": Given(Answer.YES, evidence=(evidence,))}


def test_a_check_waits_for_half_of_its_life() -> None:
    found = reminders.of_waiting(CHECK, TODAY)
    assert (found.what, found.day) == (What.WAITS, TODAY + timedelta(days=15))


def test_evidence_is_renewed_before_it_ends_and_never_in_the_past() -> None:
    days = {
        until: [one.day for one in reminders.of_finished(CHECK, (), kept(until), TODAY)]
        for until in (None, date(2017, 8, 1), date(2017, 8, 10), date(2017, 10, 31))
    }
    assert list(days.values()) == [[], [], [date(2017, 8, 5)], [date(2017, 10, 17)]]


def test_a_reminder_is_read_back_from_its_one_word_and_fits_its_column() -> None:
    for what, form in [(what, "") for what in What] + [(What.RULES, "0f" * 6)]:
        one = CheckReminder(what, "s" * 12, "p" * 40, "j" * 40, TODAY, form)
        assert CheckReminder.of(one.about) == one
        assert len(one.about) <= 160
    assert CheckReminder.of(CheckReminder(What.WAITS, "s", "p", "", TODAY).about).jurisdiction == ""
