"""Addresses: what Telegram accepts as a link, and how it writes it."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[^\s./?#@:\[\]]+\.)+[^\s./?#@:\[\]]{2,}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_PERSON = re.compile(r"tg:(?://)?user\?id=(\d+)", re.IGNORECASE)


def problem(url: str) -> str:
    """What is wrong with an address, in Telegram's words, or nothing."""
    if not url.strip() or re.search(r"\s", url.strip()):
        return "Wrong HTTP URL"
    try:
        parts = urlsplit(_with_scheme(url.strip()))
        port = parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme in ("tg", "ton"):
        return ""
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    if port == 0:
        return "Wrong port number specified"
    if not (_HOST.fullmatch(parts.hostname or "") or _ADDRESS.fullmatch(parts.hostname or "")):
        return "Wrong HTTP URL"
    return ""


def tidy(url: str) -> str:
    """The address with a scheme, a lower-case host and a path; empty if Telegram would drop it."""
    if problem(url):
        return ""
    parts = urlsplit(_with_scheme(url.strip()))
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def person(url: str) -> int | None:
    """The person an address like tg://user?id=1 names."""
    match = _PERSON.fullmatch(url.strip())
    return int(match[1]) if match else None


def _with_scheme(url: str) -> str:
    return url if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", url) else f"http://{url}"
