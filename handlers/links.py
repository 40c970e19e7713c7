"""A question in a link to the bot: whoever opens it asks that, in private."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

_MARK = "q_"
# What Telegram takes after ?start=.
_LONGEST = 64


def payload(text: str) -> str:
    """What a link carries; "" where the question is too long for one."""
    packed = _MARK + urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return packed if len(packed) <= _LONGEST else ""


def question_in(payload: str) -> str:
    """The question that a link carries; "" for any other payload."""
    if not payload.startswith(_MARK):
        return ""
    packed = payload.removeprefix(_MARK)
    try:
        return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode().strip()
    except ValueError:
        return ""
