"""What a message can hold besides words: a file or a place on the map."""

from dataclasses import dataclass

from sandbox.arguments import Json


@dataclass(frozen=True, slots=True)
class File:
    """A photo, with its size in pixels, or a document. Its bytes never change, and neither do its names."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    data: bytes
    width: int = 0
    height: int = 0

    has_caption = True

    def to_json(self) -> Json:
        if self.kind == "photo":
            return {"photo": [{**self.identity(), "width": self.width, "height": self.height}]}
        return {"document": {"file_name": self.name, "mime_type": self.mime_type, **self.identity()}}

    def identity(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


@dataclass(frozen=True, slots=True)
class Location:
    """A point, and, if it is a venue, what is there."""

    latitude: float
    longitude: float
    title: str = ""
    address: str = ""

    has_caption = False

    @property
    def is_on_earth(self) -> bool:
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180

    def to_json(self) -> Json:
        location: Json = {"latitude": self.latitude, "longitude": self.longitude}
        if not self.title:
            return {"location": location}
        # As at Telegram, a venue is shown as a plain location too.
        venue: Json = {"location": location, "title": self.title, "address": self.address}
        return {"location": location, "venue": venue}


Attachment = File | Location
