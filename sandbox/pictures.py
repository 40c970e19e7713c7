"""The width and height of a picture, read from its first bytes."""

from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Segments of a JPEG that tell its size: every "start of frame", which excludes tables (C4, CC) and C8.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None if it is neither, or broken."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    elif data.startswith(_JPEG):
        width, height = next(_frames(data), (0, 0))
    else:
        return None
    return (width, height) if width and height else None


def mime_type(data: bytes) -> str:
    return "image/png" if data.startswith(_PNG) else "image/jpeg"


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of each frame, walking from one marked segment to the next."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            yield int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
