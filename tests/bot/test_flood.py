"""Who writes faster than anybody reads is answered for a while, told once, and then left out."""

from typing import Any

from bot.intake.flood import Flood, Limits, Verdict


def message(person: int = 1, text: str = "/help", kind: str = "private", **more: Any) -> dict[str, Any]:
    return {"message": {"from": {"id": person}, "chat": {"id": 5, "type": kind}, "text": text} | more}


def tap(person: int = 1) -> dict[str, Any]:
    return {"callback_query": {"from": {"id": person}}}


def verdicts(flood: Flood, update: dict[str, Any], times: list[float]) -> list[Verdict]:
    return [flood.judge(update, at) for at in times]


def test_a_thousand_messages_in_ten_seconds_get_at_most_twenty_answers_and_one_notice() -> None:
    found = verdicts(Flood(Limits()), message(), [number / 100 for number in range(1_000)])
    assert 10 <= found.count(Verdict.ANSWER) <= 20
    assert found.count(Verdict.TELL) == 1


def test_somebody_who_writes_as_people_do_is_never_left_out() -> None:
    found = verdicts(Flood(Limits()), message(), [number * 1.0 for number in range(500)])
    assert set(found) == {Verdict.ANSWER}


def test_after_a_rest_the_next_flood_is_told_again() -> None:
    flood = Flood(Limits())
    for began in (0.0, 11.0):
        found = verdicts(flood, message(), [began] * 30)
        assert found.count(Verdict.ANSWER) == 10
        assert found[10] is Verdict.TELL


def test_another_person_is_not_affected() -> None:
    flood = Flood(Limits())
    verdicts(flood, message(person=1), [0.0] * 100)
    assert flood.judge(message(person=2), 0.0) is Verdict.ANSWER


def test_taps_have_a_larger_limit_of_their_own() -> None:
    flood = Flood(Limits())
    verdicts(flood, message(), [0.0] * 100)
    found = verdicts(flood, tap(), [0.0] * 50)
    assert found.count(Verdict.ANSWER) == 40
    assert found[40] is Verdict.TELL


def test_the_talk_of_a_group_counts_only_where_it_is_meant_for_a_bot() -> None:
    flood = Flood(Limits())
    assert set(verdicts(flood, message(text="hello", kind="supergroup"), [0.0] * 100)) == {Verdict.ANSWER}
    found = verdicts(flood, message(text="/help", kind="supergroup"), [0.0] * 100)
    assert found.count(Verdict.ANSWER) == 10


def test_a_clock_set_back_gives_nothing_and_takes_nothing() -> None:
    flood = Flood(Limits())
    verdicts(flood, message(), [100.0] * 5)
    found = verdicts(flood, message(), [0.0] * 6)
    assert found == [Verdict.ANSWER] * 5 + [Verdict.TELL]
