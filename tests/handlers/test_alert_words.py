"""What the words after /subscribe and /settings come to."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from domain.alerts.subscription import LEADS, STANDARD, About, ChatSettings, Mode, Target
from domain.programs import Catalogue
from handlers.alerts import meant, settings
from handlers.alerts.meant import Meant
from messages.message import Message
from messages.taps import View
from tests.conftest import asking

EASTERN = ZoneInfo("America/New_York")
BALTIMORE = Target("psp", About.JURISDICTION, "baltimore-md")


@pytest.mark.parametrize(
    ("typed", "target", "mode", "leads"),
    [
        ("Baltimore", BALTIMORE, Mode.IMMEDIATE, LEADS),
        ("baltimore md 30 7 1", BALTIMORE, Mode.IMMEDIATE, (30, 7, 1)),
        ("Baltimore 1, 7 days before weekly", BALTIMORE, Mode.WEEKLY, (7, 1)),
        ("Baltimore 0", BALTIMORE, Mode.IMMEDIATE, (0,)),
        ("Balitmore daily", BALTIMORE, Mode.DAILY, LEADS),
        ("psp", Target("psp"), Mode.IMMEDIATE, LEADS),
        ("Byrne JAG grant 2017", Target("byrne-jag-2017"), Mode.IMMEDIATE, LEADS),
        ("Public Safety Partnership once a week", Target("psp"), Mode.WEEKLY, LEADS),
        ("psp-reply-2017", Target("psp", About.DEADLINE, "psp-reply-2017"), Mode.IMMEDIATE, LEADS),
        ("Apply for the 2021 round", Target("psp", About.DEADLINE, "psp-call-2021"), Mode.IMMEDIATE, LEADS),
    ],
)
def test_words_name_what_to_be_told_of_and_how(
    catalogue: Catalogue, typed: str, target: Target, mode: Mode, leads: tuple[int, ...]
) -> None:
    found = meant.subscribing(asking(catalogue, typed))
    assert isinstance(found, Meant)
    wish = found.wish(STANDARD)
    assert (found.target, wish.mode, wish.leads) == (target, mode, leads)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Springfield", "Which Springfield?"),
        ("Boise", "nothing to tell of it yet"),
        ("qwertyuiop", "I know no place called"),
        ("Baltimore 367", "from 0 to 366"),
        ("Baltimore " + " ".join(map(str, range(13))), "at most twelve"),
        ("Baltimore " + "9" * 5000, "from 0 to 366"),
    ],
)
def test_what_cannot_be_subscribed_to_is_asked_back(catalogue: Catalogue, typed: str, says: str) -> None:
    found = meant.subscribing(asking(catalogue, typed))
    assert isinstance(found, Message)
    assert says in str(found.text)


def test_numbers_after_unsubscribe_are_no_days(catalogue: Catalogue) -> None:
    found = meant.subscribing(asking(catalogue, "Baltimore 7"), View.UNSUBSCRIBE)
    assert isinstance(found, Message) or (found is not None and found.leads is None)


def test_a_link_subscribes_to_a_place_on_record(catalogue: Catalogue) -> None:
    assert meant.linked(asking(catalogue, "sub_baltimore-md")) == BALTIMORE
    assert meant.linked(asking(catalogue, "sub_nowhere-xx")) is None
    assert meant.linked(asking(catalogue, "s_baltimore-md")) is None


BEFORE = ChatSettings(EASTERN)


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("hour 8", {"hour": time(8)}),
        ("hour 8:30", {"hour": time(8, 30)}),
        ("hour 12 am", {"hour": time(0)}),
        ("at 5pm", {"hour": time(17)}),
        ("quiet 22-7", {"quiet_from": time(22), "quiet_until": time(7)}),
        ("quiet hours from 22:30 to 7:15", {"quiet_from": time(22, 30), "quiet_until": time(7, 15)}),
        ("quiet off", {}),
        ("sound off", {"silent": True}),
        ("sound on", {}),
        ("silent", {"silent": True}),
        ("silent off", {}),
        ("hour 24", None),
        ("hour 13 pm", None),
        ("quiet 7-7", None),
        ("quiet 7-99", None),
        ("loud", None),
    ],
)
def test_words_change_one_setting_and_leave_the_others(typed: str, after: dict[str, object] | None) -> None:
    changed = settings.changed_by(BEFORE, typed)
    assert changed == (None if after is None else replace(BEFORE, **after))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("America/Denver", "America/Denver"),
        ("america/new york", "America/New_York"),
        ("Eastern", "America/New_York"),
        ("pacific time", "America/Los_Angeles"),
        ("UTC", "UTC"),
        ("Phoenix", "America/Phoenix"),
        ("Baltimore", "America/New_York"),
        ("El Paso, TX", "America/Denver"),
        ("Pensacola FL", "America/Chicago"),
        ("Oklahoma", "America/Chicago"),
        ("Baltimore County", "America/New_York"),
        ("Honolulu", "Pacific/Honolulu"),
    ],
)
def test_a_zone_is_known_by_its_name_or_by_a_place(catalogue: Catalogue, typed: str, zone: str) -> None:
    assert settings.zone_of(asking(catalogue, typed), typed) == ZoneInfo(zone)


@pytest.mark.parametrize("typed", ["Springfield", "El Paso County TX", "Tennessee"])
def test_a_name_in_several_zones_is_asked_back(catalogue: Catalogue, typed: str) -> None:
    found = settings.zone_of(asking(catalogue, typed), typed)
    assert isinstance(found, Message)
    assert "more than one time zone" in str(found.text)


def test_what_is_no_place_has_no_zone(catalogue: Catalogue) -> None:
    assert settings.zone_of(asking(catalogue, "qwertyuiop"), "qwertyuiop") is None
