"""Small real files to send."""

import struct
import zlib
from base64 import b64encode
from typing import Any

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """As much of a JPEG as tells its size: a comment, a table, and the start of a progressive frame."""
    comment = b"\xff\xfe" + struct.pack(">H", 4) + b"hi"
    table = b"\xff\xc4" + struct.pack(">H", 19) + bytes(17)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes(3)
    return b"\xff\xd8" + comment + table + frame + b"\xff\xd9"


def file(kind: str, name: str, data: bytes, mime_type: str = "") -> dict[str, Any]:
    """A file as a person sends it."""
    return {"kind": kind, "name": name, "mime_type": mime_type, "data": b64encode(data).decode()}
