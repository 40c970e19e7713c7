"""What each answer of Telegram means for an alert, and for its chat: docs/reliability.md has the table."""

from random import SystemRandom

from storage.alerts import reap
from storage.alerts.claiming import Claimed
from storage.alerts.settling import Done, Then
from transport.outcome import Kind, Outcome

# Of two that wait for the same thing, not both come back in the same moment.
_JITTER = 0.1
_LONGEST_BACKOFF_S = 300.0
_chance = SystemRandom()

# What is tried once more in another form: in the group itself, not its topic; in plain words, not marked up.
NO_PLACE, MALFORMED = "no place", "malformed"


def verdict(one: Claimed, outcome: Outcome, policy: str) -> Done:
    """What becomes of an alert that was sent, and of its chat."""

    def done(state: str, **more: object) -> Done:
        return Done(one.id, one.token, state, outcome.kind, outcome.detail, **more)  # type: ignore[arg-type]

    match outcome.kind:
        case Kind.SENT if outcome.message_id is not None:
            return done("sent", message_id=outcome.message_id, then=_found(one))
        case Kind.SENT | Kind.UNKNOWN:
            state = "ready" if reap.may_repeat(policy, one.unknowns, one.chat_kind) else "held"
            return done(state, why="unknown", is_unknown=True)
        case Kind.WAIT:
            wait = _spread(max(outcome.retry_after or 0.0, 0.0))
            return done("ready", wait=wait, is_a_try=False, then=_paused(one, wait))
        case Kind.NOT_SENT:
            return done("ready", wait=_spread(min(2.0**one.tries, _LONGEST_BACKOFF_S)))
        case Kind.NO_ACCESS:
            return done("ready", is_a_try=False)
        case Kind.MOVED:
            return done("ready", is_a_try=False, then=Then("moved", one.chat, moved_to=outcome.moved_to))
        case Kind.BLOCKED:
            return done("dead", why="blocked", then=Then("blocked", one.chat))
        case Kind.NO_CHAT:
            return done("ready", why="no such chat", then=Then("struck", one.chat))
        case Kind.NO_PLACE:
            return done("ready" if one.thread and one.why != NO_PLACE else "held", why=NO_PLACE)
        case Kind.MALFORMED:
            return done("ready" if one.why != MALFORMED else "dead", why=MALFORMED)
        case _:
            return done("dead", why="refused")


def _found(one: Claimed) -> Then | None:
    return Then("found", one.chat) if one.has_strikes else None


def _paused(one: Claimed, wait: float) -> Then | None:
    """A group's pause is its own; one that a person's chat was answered with is the whole bot's."""
    return Then("paused", one.chat, seconds=wait) if one.chat < 0 and wait else None


def _spread(seconds: float) -> float:
    return seconds * _chance.uniform(1, 1 + _JITTER)
