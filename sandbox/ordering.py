"""What somebody orders from the test bench, read strictly: a fault, a way of delivering."""

from typing import TypeVar

from sandbox.arguments import Json
from sandbox.bench import Client
from sandbox.bodies import Wrong, number, string
from sandbox.delivery import Delivery
from sandbox.faults import EVERY_METHOD, Fault, Kind, When

_WHENS: dict[Kind, tuple[When, ...]] = {
    Kind.ERROR: (When.BEFORE,),
    Kind.SLOW: (When.AFTER,),
    Kind.CUT: (When.BEFORE, When.AFTER),
    Kind.HANG: (When.BEFORE, When.AFTER),
    Kind.KILL: (When.BEFORE, When.AFTER, When.ANSWERED),
    Kind.HALF_OPEN: (When.BEFORE,),
}
_Name = TypeVar("_Name", Kind, When)

_LONGEST = 3600.0  # seconds
_WIDEST = 1000
_DEFAULT_WAIT = 1  # what a 429 says if nobody says more


def fault(body: Json, fault_id: int, client: Client | None) -> Fault:
    kind = _choose(Kind, body, "kind")
    ordered = Fault(
        fault_id, kind, method=string(body, "method", EVERY_METHOD), chat_id=_optional(body, "chat_id"),
        times_left=_optional(body, "times", 1), when=_when(body, kind),
    )  # fmt: skip
    if ordered.times_left is not None and ordered.times_left < 1:
        raise Wrong("times must be 1 or more, or null")
    if kind is Kind.KILL and client is None:
        raise Wrong("the sandbox was not told which process is the bot")
    if kind is Kind.SLOW or (kind is Kind.HANG and body.get("seconds") is not None):
        ordered.seconds = _fraction(body, "seconds", _LONGEST)
    if kind is Kind.ERROR:
        _read_error(body, ordered)
    return ordered


def delivery(body: Json) -> Delivery:
    reorder = number(body, "reorder", 1)
    if not 1 <= reorder <= _WIDEST:
        raise Wrong(f"reorder must be from 1 to {_WIDEST}")
    return Delivery(_fraction(body, "duplicates", 1, 0), reorder, number(body, "seed", 0))


def _read_error(body: Json, ordered: Fault) -> None:
    ordered.code = number(body, "code")
    if not 400 <= ordered.code <= 599:
        raise Wrong("code must be from 400 to 599")
    ordered.description = string(body, "description", "")
    ordered.retry_after = number(body, "retry_after", _DEFAULT_WAIT if ordered.code == 429 else 0)
    form = string(body, "body", "json")
    if form not in ("json", "html"):
        raise Wrong("body must be json or html")
    ordered.is_html = form == "html"


def _when(body: Json, kind: Kind) -> When:
    allowed = _WHENS[kind]
    when = _choose(When, body, "when", allowed[0])
    if when not in allowed:
        raise Wrong(f"when must be {' or '.join(allowed)} for {kind}")
    return when


def _choose(names: type[_Name], body: Json, field: str, default: _Name | None = None) -> _Name:
    try:
        return names(string(body, field, default))
    except ValueError:
        raise Wrong(f"{field} must be one of {', '.join(names)}") from None


def _optional(body: Json, field: str, default: int | None = None) -> int | None:
    """A number, or null."""
    return None if body.get(field, default) is None else number(body, field, default)


def _fraction(body: Json, field: str, highest: float, default: float | None = None) -> float:
    value = body.get(field, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= highest:
        raise Wrong(f"{field} must be a number from 0 to {highest:g}")
    return float(value)
