"""How alerts read: days left, source, why, a way to stop; as of the day on which they are sent."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import STANDARD, About, ChatSettings, Mode, Subscription, Target, Wish
from domain.programs import Program
from domain.record import Record
from messages.alerts import alert as alerts
from messages.alerts import wishes
from messages.alerts.alert import Stand
from messages.alerts.settings import quiet_number, quiet_of
from messages.alerts.taps import Act, AlertTap, decode, encode
from messages.alerts.why import why
from messages.message import Message, Tap
from messages.plaintext import read
from sandbox.markup import parse
from tests.conftest import EASTERN

BALTIMORE = Target("psp", About.JURISDICTION, "baltimore-md")
REPLY = "psp-reply-2017"


def alert(program: Program, day: str, kind: Kind = Kind.DEADLINE, subject: str = REPLY, **more: Any) -> Alert:
    on = date.fromisoformat(day)
    given = {"targets": (BALTIMORE,), "value": "2017-08-18"} | more
    return Alert(7, kind, Record(program, on, on, EASTERN), subject, **given)


def says(program: Program, day: str, kind: Kind = Kind.DEADLINE, subject: str = REPLY, **more: Any) -> str:
    message = alerts.render(alert(program, day, kind, subject, **more))
    assert message is not None
    return read(message)


def labels(message: Message | None) -> list[str]:
    assert message is not None
    return [button.label for row in message.buttons for button in row]


@pytest.mark.parametrize(
    ("day", "lead", "left"),
    [
        ("2017-08-04", 14, "14 days left"),
        ("2017-08-15", 3, "3 days left"),
        ("2017-08-17", 1, "1 day left"),
        ("2017-08-18", 0, "Today"),
        pytest.param("2017-08-16", 3, "2 days left", id="sent a day late"),
    ],
)
def test_a_reminder_says_what_is_left_on_the_day_it_is_sent(
    psp: Program, day: str, lead: int, left: str
) -> None:
    first, *_ = says(psp, day, lead=lead).splitlines()
    assert first == (
        f"{left} — Baltimore, Maryland: Answer the three questions in DOJ's letter, "
        "by Friday 18 August 2017 (a date; no hour was printed) [1][2]"
    )


def test_a_reminder_knows_of_the_reply_once_it_is_reported(psp: Program) -> None:
    for day in ("2017-08-04", "2017-08-11"):
        assert "No reply on record yet." in says(psp, day)
        assert "reported" not in says(psp, day)
    for day in ("2017-08-15", "2017-08-17", "2017-08-18"):
        assert "A reply was reported: Replied to DOJ's letter on 14 August 2017. [3]" in says(psp, day)
        assert "No reply on record" not in says(psp, day)


def test_a_change_of_status_is_told_with_its_source(psp: Program) -> None:
    text = says(psp, "2017-08-14", Kind.EVENT, "reply-2017-baltimore")
    assert text.startswith("New — Baltimore, Maryland: Replied to DOJ's letter on 14 August 2017, saying")
    assert "[1] The Baltimore Sun" in text
    assert "15 Aug 2017" in text  # its earliest source is of the day after, and says so


def test_news_that_set_a_deadline_say_until_when(psp: Program) -> None:
    text = says(psp, "2017-08-03", Kind.EVENT, "letter-2017-baltimore")
    assert "Asked to answer three questions by Friday 18 August 2017 (15 days)" in text


def test_a_moved_deadline_names_both_dates_and_a_cancelled_one_the_one_that_is_gone(psp: Program) -> None:
    moved = says(psp, "2017-08-15", Kind.MOVED, before="2017-08-11")
    assert "Moved — Baltimore, Maryland" in moved
    assert "It was 11 August 2017; it is now Friday 18 August 2017 (3 days)." in moved
    instant = says(
        psp, "2019-04-10", Kind.MOVED, "psp-call-2019", before="2019-04-11T23:59:00 America/New_York"
    )
    assert "It was 11 April 2019, 23:59 Eastern Daylight Time; it is now Thursday 18 April 2019" in instant
    gone = says(psp, "2017-08-15", Kind.CANCELLED, "gone")
    assert gone.startswith(
        "Cancelled — Baltimore, Maryland: the deadline of 18 August 2017 is on record no more."
    )


def test_who_asked_for_the_whole_program_is_told_of_every_place(psp: Program) -> None:
    text = says(psp, "2017-08-18", targets=(Target("psp"), BALTIMORE))
    assert "Today — Albuquerque, Baltimore, San Bernardino, Stockton: Answer" in text
    assert "Baltimore – a reply was reported: Replied to DOJ's letter on 14 August 2017." in text


def test_a_digest_tells_everything_once_and_says_how_to_change_it(psp: Program) -> None:
    items = (
        alert(psp, "2017-08-14", Kind.EVENT, "reply-2017-baltimore"),
        alert(psp, "2017-08-14", lead=7),
    )
    digest = alert(psp, "2017-08-14", Kind.DIGEST, "digest", items=items)
    message = alerts.render(digest)
    text = read(message) if message else ""
    assert text.startswith("Digest of 14 August 2017 — Public Safety Partnership")
    assert text.index("4 days left") < text.index("New — Baltimore")
    assert labels(message) == ["Done", "Snooze 1 day", "Why this?", "Stop"]
    assert labels(alerts.render(alert(psp, "2017-08-14", Kind.DIGEST, "digest", items=items[:1]))) == [
        "Why this?",
        "Stop",
    ]


def test_a_digest_of_several_subscriptions_ends_them_together(psp: Program) -> None:
    stockton = Target("psp", About.JURISDICTION, "stockton-ca")
    items = (
        alert(psp, "2017-08-14", targets=(BALTIMORE, stockton)),
        alert(psp, "2017-08-14", subject="psp-call-2019", targets=(Target("psp"),)),
    )
    message = alerts.render(alert(psp, "2017-08-14", Kind.DIGEST, "digest", items=items))
    assert labels(message) == ["All done", "Snooze 1 day", "Why this?", "Stop all 3"]


def test_a_digest_too_long_for_a_message_says_how_much_is_left_out(psp: Program) -> None:
    items = tuple(alert(psp, "2017-08-14", lead=lead) for lead in range(80))
    message = alerts.render(alert(psp, "2017-08-14", Kind.DIGEST, "digest", items=items))
    assert message is not None
    text, _entities = parse(str(message.text))
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert "lines more: see /alerts." in text


def test_a_repeat_says_so_first(psp: Program) -> None:
    assert says(psp, "2017-08-15", is_repeat=True).startswith(
        "Repeat: the first copy could not be confirmed."
    )


def test_an_alert_of_what_is_on_record_no_more_is_not_sent(psp: Program) -> None:
    assert alerts.render(alert(psp, "2017-08-15", subject="gone")) is None
    assert alerts.render(alert(psp, "2017-08-15", Kind.EVENT, "gone")) is None
    assert alerts.render(alert(psp, "2017-08-15", Kind.DIGEST, "digest")) is None


def test_each_alert_can_be_ended_asked_about_and_taken_back(psp: Program) -> None:
    of = alert(psp, "2017-08-15")
    assert labels(alerts.render(of)) == ["Done", "Snooze 1 day", "Why this?", "Stop"]
    assert labels(alerts.render(alert(psp, "2017-08-18"))) == ["Done", "Why this?", "Stop"]
    assert labels(alerts.render(of, Stand.DONE)) == ["Remind me again", "Why this?"]
    assert labels(alerts.render(of, Stand.STOPPED)) == ["Undo", "Why this?"]
    assert labels(alerts.render(of, Stand.EXPLAINED)) == ["Back", "Stop"]


ASKED = Subscription(1, 5, 0, BALTIMORE, STANDARD, datetime(2017, 8, 4, 3, tzinfo=UTC))
PHOENIX = ChatSettings(ZoneInfo("America/Phoenix"))


def explained(of: Alert, *asked: Subscription, was_snoozed: bool = False) -> list[str]:
    message = alerts.render(of, Stand.EXPLAINED, why(of, asked, PHOENIX, was_snoozed=was_snoozed))
    lines = (read(message) if message else "").splitlines()
    return lines[lines.index("Why this came") + 1 :]


def test_why_names_the_subscription_the_deadline_the_lead_the_source_and_the_clock(psp: Program) -> None:
    assert explained(alert(psp, "2017-08-15", lead=3), ASKED)[:3] == [
        "• Asked for on 3 August 2017: Baltimore, Maryland "
        "(at once; 14, 7, 3 and 1 days before, and on the day).",
        "• The reminder 3 days before: Answer the three questions in DOJ's letter, due 18 August 2017. [1][2]",
        "Alert hour: 09:00, Mountain Time (America/Phoenix).",
    ]


def test_why_of_a_digest_names_each_part_with_its_source(psp: Program) -> None:
    items = (
        alert(psp, "2017-08-15", lead=3),
        alert(psp, "2017-08-15", Kind.EVENT, "reply-2017-baltimore"),
    )
    said = explained(alert(psp, "2017-08-15", Kind.DIGEST, "digest", items=items), ASKED)
    assert "• The reminder 3 days before: Answer the three questions in DOJ's letter, due" in said[1]
    assert said[2] == "• It changes a status: Replied to DOJ's letter. [3]"


def test_why_says_what_was_stopped_snoozed_or_moved(psp: Program) -> None:
    assert explained(alert(psp, "2017-08-15"))[0] == (
        "This chat had asked for it; that has been stopped since."
    )
    assert "• It came once more because it was snoozed." in explained(
        alert(psp, "2017-08-15"), ASKED, was_snoozed=True
    )
    moved = explained(alert(psp, "2017-08-15", Kind.MOVED, before="2017-08-11"), ASKED)
    assert "• This chat was told 11 August 2017 before. [1][2]" in moved


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        ((14, 7, 3, 1, 0), "14, 7, 3 and 1 days before, and on the day"),
        ((7, 1), "7 and 1 days before"),
        ((1,), "1 day before"),
        ((30, 0), "30 days before, and on the day"),
        ((0,), "on the day"),
        ((), "not at all"),
    ],
)
def test_lead_times_read_as_words(leads: tuple[int, ...], words: str) -> None:
    assert wishes.leads(leads) == words


def test_how_a_subscription_is_told_reads_as_words() -> None:
    settings = ChatSettings(EASTERN)
    assert "News: at once." in str(wishes.wanted(STANDARD, settings))
    assert "If the date changes: at once." in str(wishes.wanted(STANDARD, settings, of_a_deadline=True))
    assert "one message on Mondays, at 09:00" in str(wishes.wanted(Wish(Mode.WEEKLY), settings))


@pytest.mark.parametrize("act", Act)
def test_what_a_button_carries_is_read_back_and_fits(act: Act) -> None:
    tap = AlertTap(act, 2**63 - 1, 2**31 - 1)
    assert decode(encode(tap)) == tap
    assert len(encode(tap)) <= 64
    assert decode(encode(AlertTap(act))) == AlertTap(act)


@pytest.mark.parametrize(
    "data", ["", "a1", "a1:1", "a1:1:", "a1:!:d", "a1:1:?", "a1:-1:d", "a1:1:d-1", "a2:1:d", "a1:1:dé"]
)
def test_broken_data_is_refused(data: str) -> None:
    assert decode(data) is None


def test_quiet_hours_travel_in_a_button() -> None:
    assert quiet_of(quiet_number(time(22, 30), time(7))) == (time(22, 30), time(7))
    assert quiet_of(0) is None
    assert quiet_of(2**31 - 1) is None


def test_every_button_of_an_alert_carries_its_delivery(psp: Program) -> None:
    message = alerts.render(alert(psp, "2017-08-15"))
    assert message is not None
    taps = [decode(button.data) for row in message.buttons for button in row if isinstance(button, Tap)]
    assert {tap.id for tap in taps if tap} == {7}
