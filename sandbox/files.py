"""The files of the world: made from bytes, found by the names a bot knows them by."""

import mimetypes
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe

from sandbox import pictures
from sandbox.arguments import Refused
from sandbox.attachments import File

_LARGEST_PHOTO = 10 * 1024 * 1024
_LARGEST_DOWNLOAD = 20 * 1024 * 1024
_PREFIXES = {"photo": "AgACAg", "document": "BQACAg"}
_MIME_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(slots=True)
class Files:
    """`paths` are the addresses given out so far: as at Telegram, a file has none before getFile."""

    bot_id: int
    files: dict[str, File] = field(default_factory=dict)
    paths: dict[str, File] = field(default_factory=dict)

    def add(self, kind: str, name: str, mime_type: str, data: bytes) -> File:
        """Keep a file; refused as Telegram refuses it."""
        if not data:
            raise Refused("file must be non-empty")
        width, height = _size(data) if kind == "photo" else (0, 0)
        if kind == "photo":
            kind_of_data = pictures.mime_type(data)
        else:
            said = mime_type if _MIME_TYPE.fullmatch(mime_type) else "application/octet-stream"
            kind_of_data = mimetypes.guess_type(name)[0] or said
        unique_id = token_urlsafe(11)
        file_id = self._id(kind, unique_id)
        file = File(file_id, unique_id, kind, name, kind_of_data, data, width, height)
        self.files[file.id] = file
        return file

    def find(self, file_id: str, kind: str) -> File:
        """The file that a bot sends again; an address would have to be fetched, and there is no network."""
        if "." in file_id:
            raise Refused("failed to get HTTP URL content")
        if not _LETTERS.issuperset(file_id):
            raise Refused("wrong remote file identifier specified: Wrong character in the string")
        file = self.files.get(file_id)
        if file is None:
            raise Refused("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
        if file.kind != kind:
            raise Refused(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file

    def by_unique_id(self, unique_id: str) -> File | None:
        return next((file for file in self.files.values() if file.unique_id == unique_id), None)

    def path(self, file_id: str) -> tuple[File, str]:
        """Give out the address of a file."""
        if not file_id:
            raise Refused("file_id not specified")
        file = self.files.get(file_id)
        if file is None:
            raise Refused("invalid file_id")
        if len(file.data) > _LARGEST_DOWNLOAD:
            raise Refused("file is too big")
        for path, given in self.paths.items():
            if given is file:
                return file, path
        path = f"{file.kind}s/file_{len(self.paths)}{mimetypes.guess_extension(file.mime_type) or ''}"
        self.paths[path] = file
        return file, path

    def _id(self, kind: str, unique_id: str) -> str:
        """What this bot calls the file; another bot would call it otherwise."""
        digest = sha256(f"{self.bot_id} {unique_id}".encode()).digest()
        return _PREFIXES[kind] + urlsafe_b64encode(digest * 2).decode().rstrip("=")[:60]


def _size(data: bytes) -> tuple[int, int]:
    if len(data) > _LARGEST_PHOTO:
        raise Refused(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {_LARGEST_PHOTO} bytes"
        )
    size = pictures.size(data)
    if size is None:
        raise Refused("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise Refused("PHOTO_INVALID_DIMENSIONS")
    return size
