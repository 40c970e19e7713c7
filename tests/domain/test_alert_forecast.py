"""What will come in the next twelve months, by the rules of the sending."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from domain.alerts import forecast
from domain.alerts.subscription import STANDARD, About, ChatSettings, Mode, Subscription, Target, Wish
from domain.programs import Catalogue

EASTERN = ZoneInfo("America/New_York")
HOURS = ChatSettings(EASTERN)
EIGHT = datetime.fromisoformat("2017-08-04T08:00:00-04:00")
A_YEAR_ON = datetime.fromisoformat("2018-08-04T08:00:00-04:00")
BALTIMORE = Target("psp", About.JURISDICTION, "baltimore-md")


def wanted(target: Target, wish: Wish = STANDARD, id: int = 1) -> Subscription:
    return Subscription(id, 1001, 0, target, wish, datetime(2017, 8, 4, tzinfo=UTC))


def days(found: tuple[forecast.Coming, ...]) -> list[tuple[date, int]]:
    return [(one.at.astimezone(EASTERN).date(), one.lead) for one in found]


def test_baltimore_is_reminded_five_times_of_the_reply(catalogue: Catalogue) -> None:
    found = forecast.coming(catalogue, [wanted(BALTIMORE)], HOURS, EIGHT, A_YEAR_ON)
    assert days(found) == [
        (date(2017, 8, day), lead) for day, lead in ((4, 14), (11, 7), (15, 3), (17, 1), (18, 0))
    ]


def test_two_subscriptions_to_one_deadline_bring_it_once(catalogue: Catalogue) -> None:
    both = [wanted(BALTIMORE), wanted(Target("psp"), id=2)]
    once = forecast.coming(catalogue, both[:1], HOURS, EIGHT, A_YEAR_ON)
    twice = forecast.coming(catalogue, both, HOURS, EIGHT, A_YEAR_ON)
    assert [one for one in twice if one.program.id == "psp" and one.deadline.id == "psp-reply-2017"] == list(
        once
    )


def test_what_is_done_and_what_is_too_far_off_does_not_come(catalogue: Catalogue) -> None:
    mine = [wanted(BALTIMORE)]
    assert forecast.coming(catalogue, mine, HOURS, EIGHT, A_YEAR_ON, {("psp", "psp-reply-2017")}) == ()
    soon = datetime.fromisoformat("2017-08-11T09:00:00-04:00")
    assert [one.lead for one in forecast.coming(catalogue, mine, HOURS, EIGHT, soon)] == [14, 7]


def test_a_weekly_digest_leaves_out_what_it_would_tell_too_late(catalogue: Catalogue) -> None:
    weekly = [wanted(BALTIMORE, Wish(Mode.WEEKLY))]
    found = forecast.coming(catalogue, weekly, HOURS, EIGHT, A_YEAR_ON)
    assert [(one.at.astimezone(EASTERN).day, one.mode) for one in found] == [
        (7, Mode.WEEKLY),
        (14, Mode.WEEKLY),
        (15, Mode.IMMEDIATE),
        (17, Mode.IMMEDIATE),
        (18, Mode.IMMEDIATE),
    ]


def test_a_deadline_is_covered_by_its_program_its_places_and_itself(catalogue: Catalogue) -> None:
    psp = catalogue.program_by_id["psp"]
    reply = next(d for d in psp.deadlines if d.id == "psp-reply-2017")
    topics = {
        "program:psp:": True,
        "program:byrne-jag-2017:": False,
        "jurisdiction:psp:baltimore-md": True,
        "jurisdiction:psp:houston-tx": False,
        "deadline:psp:psp-reply-2017": True,
        "deadline:psp:psp-call-2019": False,
    }
    for topic, is_covered in topics.items():
        assert forecast.covers(Target.of(topic), psp, reply) is is_covered, topic
