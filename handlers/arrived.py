"""An update as it is handled: with what the store knows of its chat."""

from dataclasses import dataclass

from telegram import Update

from messages.taps import Target
from storage.chats import Asker, Chat


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update with what the store knows of its chat; `awaited` is what its words answer, if anything."""

    update: Update
    asker: Asker
    chat: Chat | None
    awaited: Target | None
