"""Bot API methods about files and places: sending them, alone and together, and fetching what people sent."""

import math
from secrets import randbits

from sandbox import keyboards, sending, text
from sandbox.arguments import Arguments, Refused
from sandbox.attachments import File, Location
from sandbox.text import Text
from sandbox.world import World

_MOST_IN_ALBUM = 10
_ATTACHED = "attach://"


async def send_document(world: World, arguments: Arguments) -> object:
    return _send(world, arguments, "document", "sendDocument")


async def send_photo(world: World, arguments: Arguments) -> object:
    return _send(world, arguments, "photo", "sendPhoto")


async def send_media_group(world: World, arguments: Arguments) -> object:
    items = _items(arguments)
    place = sending.find_place(world, arguments, keyboards.NOTHING)
    files = [
        _part(world, arguments, number, kind, source) for number, (kind, source, _) in enumerate(items, 1)
    ]
    album = str(randbits(62))
    posted = [
        sending.put(world, arguments, place, caption, file, album=album)
        for file, (_, _, caption) in zip(files, items, strict=True)
    ]
    for message in posted:
        world.note("sendMediaGroup", arguments.for_log, place.chat.id, message.id)
    return [world.show(message) for message in posted]


async def send_location(world: World, arguments: Arguments) -> object:
    location = _location(arguments)
    return sending.post(world, arguments, "sendLocation", Text(""), lambda: location)


async def send_venue(world: World, arguments: Arguments) -> object:
    venue = _location(arguments, arguments.text("title"), arguments.text("address"))
    for name in ("title", "address"):
        if not getattr(venue, name).strip():
            raise Refused(f"venue {name} must be non-empty")
    return sending.post(world, arguments, "sendVenue", Text(""), lambda: venue)


async def get_file(world: World, arguments: Arguments) -> object:
    file, path = world.files.path(arguments.text("file_id").strip())
    return {**file.identity(), "file_path": path}


def _send(world: World, arguments: Arguments, kind: str, method: str) -> object:
    source = arguments.text(kind)
    if not source and kind not in arguments.uploads:
        raise Refused(f"there is no {kind} in the request")
    if source.startswith(_ATTACHED) and source.removeprefix(_ATTACHED) not in arguments.uploads:
        raise Refused(f"there is no {kind} in the request")
    caption = sending.read_caption(arguments)
    return sending.post(
        world, arguments, method, caption, lambda: _file(world, arguments, kind, source, kind)
    )


def _file(world: World, arguments: Arguments, kind: str, source: str, field: str) -> File:
    """The file that is meant: one that came with the call, or one sent before."""
    name = source.removeprefix(_ATTACHED) if source.startswith(_ATTACHED) else field
    if source and not source.startswith(_ATTACHED):
        return world.files.find(source, kind)
    upload = arguments.uploads[name]
    return world.files.add(kind, upload.name, upload.mime_type, upload.data)


def _part(world: World, arguments: Arguments, number: int, kind: str, source: str) -> File:
    try:
        return _file(world, arguments, kind, source, "")
    except Refused as refused:
        said = f'failed to send message #{number} with the error message "{_said(refused)}"'
        raise Refused(said) from None


def _items(arguments: Arguments) -> list[tuple[str, str, Text]]:
    """Kind, source and caption of each part of an album."""
    if not arguments.text("media"):
        raise Refused('parameter "media" is required')
    value = arguments.decoded("media", "media")
    if not isinstance(value, list):
        raise Refused("expected an Array of InputMedia")
    items = [_item(arguments, item) for item in value]
    if not items:
        raise Refused("there are no messages to send")
    if len(items) > _MOST_IN_ALBUM:
        raise Refused("too many messages to send as an album")
    if len(items) == 1:
        raise Refused("an album of this sandbox has 2-10 items, as Telegram's documentation asks")
    if len({kind for kind, _, _ in items}) > 1:
        raise Refused("document can't be mixed with other media types")
    return items


def _item(arguments: Arguments, item: object) -> tuple[str, str, Text]:
    if not isinstance(item, dict):
        raise _unreadable("expected an Object")
    try:
        caption = text.read_caption(str(item.get("caption") or ""), str(item.get("parse_mode") or ""))
    except Refused as refused:
        raise _unreadable(_said(refused)) from None
    source = item.get("media")
    if not isinstance(source, str) or not source:
        raise _unreadable("media not found")
    if source.startswith(_ATTACHED) and source.removeprefix(_ATTACHED) not in arguments.uploads:
        raise _unreadable("media not found")
    kind = item.get("type")
    if kind in ("video", "audio"):
        raise Refused(f"{kind} is not part of this sandbox")
    if kind not in ("photo", "document"):
        raise _unreadable(f'type "{kind}" is unsupported' if kind else 'Can\'t find field "type"')
    return str(kind), source, caption


def _location(arguments: Arguments, title: str = "", address: str = "") -> Location:
    values = []
    for name in ("latitude", "longitude"):
        if not arguments.text(name).strip():
            raise Refused(f"{name} is empty")
        try:
            values.append(float(arguments.text(name)))
        except ValueError:
            values.append(0.0)  # as Telegram reads what is no number
    location = Location(values[0], values[1], title, address)
    if not all(map(math.isfinite, values)) or not location.is_on_earth:
        raise Refused("wrong location specified")
    return location


def _said(refused: Refused) -> str:
    return refused.description.removeprefix("Bad Request: ")


def _unreadable(reason: str) -> Refused:
    return Refused(f"can't parse InputMedia: {reason}")
