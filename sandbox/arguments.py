"""What a caller of the Bot API sent, read the way Telegram reads it."""

import json
from dataclasses import dataclass

from aiohttp import web

Json = dict[str, object]


class Refused(Exception):
    """A call that is not accepted, with the HTTP status and the words Telegram uses."""

    def __init__(self, description: str, code: int = 400, **parameters: object) -> None:
        if code == 400:
            description = f"Bad Request: {description}"
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters  # what a program can act on, such as retry_after


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call. Telegram sees text only: what came as JSON is written out again."""

    values: dict[str, str]

    def has(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def number(self, name: str, default: int = 0, lowest: int = -(2**31), highest: int = 2**31 - 1) -> int:
        """The number of that name; anything else counts as the default, and the limits are kept."""
        try:
            value = int(self.text(name))
        except ValueError:
            value = default
        return min(max(value, lowest), highest)

    def decoded(self, name: str, what: str) -> object:
        """The JSON value of that name, or None if it is not given."""
        source = self.text(name)
        if not source:
            return None
        try:
            value: object = json.loads(source)
        except ValueError:
            raise Refused(f"can't parse {what} JSON object") from None
        return value


async def read(request: web.Request) -> Arguments:
    """The arguments from the query string and from a form, multipart or JSON body."""
    values = dict(request.query)
    if request.method == "POST":
        if request.content_type == "application/json":
            values |= write_out(await _body(request))
        else:
            form = await request.post()
            values |= {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        "".join(values.values()).encode()
    except UnicodeEncodeError:
        raise Refused("strings must be encoded in UTF-8") from None
    return Arguments(values)


async def _body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise Refused("can't parse JSON encoded request") from None
    if not isinstance(body, dict):
        raise Refused("can't parse JSON encoded request")
    return body


def write_out(body: Json) -> dict[str, str]:
    """The arguments of a JSON body as the texts that Telegram sees."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in body.items()
        if value is not None
    }
