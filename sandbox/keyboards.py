"""Reply markup: what a bot may put below a message, or in the place of people's own keyboards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox import buttons
from sandbox.arguments import Arguments, Json, Refused
from sandbox.buttons import Button

_MOST_BUTTONS = 100
_KEY_OPTIONS = ("is_persistent", "resize_keyboard", "one_time_keyboard")

Rows = tuple[tuple[Button, ...], ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """A key in the place of a person's own keyboard: it writes its text, or sends where they are."""

    text: str
    asks_location: bool = False

    def to_json(self) -> Json:
        return {"text": self.text, **({"request_location": True} if self.asks_location else {})}


@dataclass(frozen=True, slots=True)
class Markup:
    """Buttons; or, instead, a request for a reply, keys, or the end of them."""

    rows: Rows = ()
    asks_reply: bool = False
    is_selective: bool = False
    placeholder: str = ""
    keys: tuple[tuple[Key, ...], ...] = ()
    key_options: tuple[str, ...] = ()
    removes_keys: bool = False

    @property
    def is_inline(self) -> bool:
        """Is it something that stays with the message, or nothing?"""
        return not (self.asks_reply or self.keys or self.removes_keys)

    def has_callback(self, data: str) -> bool:
        return any(b.kind == "callback_data" and b.value == data for row in self.rows for b in row)

    def to_json(self) -> Json:
        return {"inline_keyboard": [[button.to_json() for button in row] for row in self.rows]}

    def keys_to_json(self) -> Json:
        keyboard = [[key.to_json() for key in row] for row in self.keys]
        options = {name: name in self.key_options for name in _KEY_OPTIONS}
        return {"keyboard": keyboard, **options, "input_field_placeholder": self.placeholder}

    def check_place(self, *, is_private: bool, is_channel: bool) -> None:
        """Channels have no keyboards to replace, and where somebody is can only be asked in private."""
        if is_channel and not self.is_inline:
            raise Refused("inline keyboard expected")
        if not is_private and any(key.asks_location for row in self.keys for key in row):
            raise Refused("location can be requested in private chats only")


NOTHING = Markup()


def read(arguments: Arguments) -> Markup:
    return parse(arguments.decoded("reply_markup", "reply keyboard markup"))


def parse(value: object) -> Markup:
    if value is None:
        return NOTHING
    if not isinstance(value, dict):
        raise Refused("object expected as reply markup")
    keys = _rows(value, "keyboard", _key, 'field "keyboard" must be an Array of Arrays')
    nested = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    rows = _rows(value, "inline_keyboard", buttons.read, nested)
    selective, placeholder = bool(value.get("selective")), str(value.get("input_field_placeholder") or "")
    if keys:
        options = tuple(name for name in _KEY_OPTIONS if value.get(name))
        return Markup(keys=keys, key_options=options, is_selective=selective, placeholder=placeholder)
    if rows:
        return Markup(tuple(tuple(buttons.check(button) for button in row) for row in rows))
    if value.get("remove_keyboard"):
        return Markup(removes_keys=True, is_selective=selective)
    if value.get("force_reply"):
        return Markup(asks_reply=True, is_selective=selective, placeholder=placeholder)
    return NOTHING


def _rows(markup: Json, name: str, read_one: Callable[[object], T], nested: str) -> tuple[tuple[T, ...], ...]:
    value = markup.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Refused(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in value):
        raise Refused(nested)
    rows = tuple(tuple(read_one(item) for item in row) for row in value if row)
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise Refused("reply markup is too long")
    return rows


def _key(value: object) -> Key:
    if isinstance(value, str):
        key = Key(value)
    elif not isinstance(value, dict):
        raise Refused("can't parse keyboard button: KeyboardButton must be a String or an Object")
    elif not isinstance(value.get("text"), str):
        raise Refused("can't parse keyboard button: Can't find field \"text\"")
    elif set(value) - {"text", "request_location", "style"}:
        raise Refused("this kind of key is not part of this sandbox")
    else:
        key = Key(value["text"], bool(value.get("request_location")))
    if not key.text.strip():
        raise Refused("keyboard button text must be non-empty")
    return key
