"""The bot's menus: which commands somebody finds in a chat, and what the button beside them does."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.arguments import Json
from sandbox.chats import Chat, Person

Menu = tuple[tuple[str, str], ...]  # commands with their descriptions


@dataclass(slots=True)
class Menus:
    """Menus by scope, written as one line ("chat_member -100 7"), and language."""

    menus: dict[tuple[str, str], Menu] = field(default_factory=dict)
    buttons: dict[int, str] = field(default_factory=dict)  # 0 is the one for every private chat

    def commands(self, chat: Chat, person: Person) -> list[Json]:
        """The menu a person finds in a chat: the most particular one there is."""
        for scope in _scopes(chat, person.id):
            for language in dict.fromkeys((person.language_code[:2], "")):
                if menu := self.menus.get((scope, language)):
                    return show(menu)
        return []

    def button(self, chat_id: int) -> str:
        """The menu button in a private chat: its own, or the one for all."""
        own = self.buttons.get(chat_id, "default")
        return self.buttons.get(0, "commands") if own == "default" else own


def show(menu: Menu) -> list[Json]:
    return [{"command": command, "description": description} for command, description in menu]


def _scopes(chat: Chat, user_id: int) -> Iterator[str]:
    if chat.is_channel:
        return  # nobody writes commands there
    leads = chat.is_led_by(user_id)
    if chat.is_private:
        yield from (f"chat {chat.id}", "all_private_chats", "default")
        return
    yield f"chat_member {chat.id} {user_id}"
    if leads:
        yield f"chat_administrators {chat.id}"
    yield f"chat {chat.id}"
    if leads:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")
