"""What a caller of the Bot API sent, read the way Telegram reads it."""

import json
from dataclasses import dataclass, field

from aiohttp import web

Json = dict[str, object]
MOST_UPLOADED = 50 * 1024 * 1024  # bytes in one call


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
class Upload:
    """A file as it came over the wire."""

    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call. Telegram sees text only: what came as JSON is written out again.

    `for_log` has the names of files in the place of their bytes; by it the log knows the entries of a call.
    """

    values: dict[str, str]
    uploads: dict[str, Upload] = field(default_factory=dict)
    for_log: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        files = {name: f"{file.name} ({len(file.data)} bytes)" for name, file in self.uploads.items()}
        object.__setattr__(self, "for_log", self.values | files)

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
    uploads: dict[str, Upload] = {}
    if request.method == "POST":
        try:
            if request.content_type == "application/json":
                values |= write_out(await _body(request))
            else:
                form = await request.post()
                values |= {name: value for name, value in form.items() if isinstance(value, str)}
                uploads = {name: _upload(part) for name, part in form.items() if not isinstance(part, str)}
        except web.HTTPRequestEntityTooLarge:
            raise Refused("Request Entity Too Large", 413) from None
    if sum(len(upload.data) for upload in uploads.values()) > MOST_UPLOADED:
        raise Refused("Request Entity Too Large", 413)
    try:
        "".join(values.values()).encode()
    except UnicodeEncodeError:
        raise Refused("strings must be encoded in UTF-8") from None
    return Arguments(values, uploads)


def _upload(part: web.FileField | bytes | bytearray) -> Upload:
    if not isinstance(part, web.FileField):  # a part with a type but without a name
        return Upload("file", "application/octet-stream", bytes(part))
    return Upload(part.filename, part.content_type, part.file.read())


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
