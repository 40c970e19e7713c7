"""Reply markup: what a bot may put below a message."""

from dataclasses import dataclass

from sandbox import links
from sandbox.arguments import Arguments, Json, Refused

_MOST_BUTTONS = 100
_KINDS = ("url", "callback_data")


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    kind: str
    value: str

    def to_json(self) -> Json:
        return {"text": self.text, self.kind: self.value}


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """Buttons, or a request for a reply; neither when the bot takes a keyboard away."""

    rows: Rows = ()
    asks_reply: bool = False
    is_selective: bool = False
    placeholder: str = ""

    def has_callback(self, data: str) -> bool:
        return any(b.kind == "callback_data" and b.value == data for row in self.rows for b in row)

    def to_json(self) -> Json:
        return {"inline_keyboard": [[button.to_json() for button in row] for row in self.rows]}


NOTHING = Markup()


def read(arguments: Arguments) -> Markup:
    value = arguments.decoded("reply_markup", "reply keyboard markup")
    if value is None:
        return NOTHING
    if not isinstance(value, dict):
        raise Refused("object expected as reply markup")
    if value.get("keyboard"):
        raise Refused("reply keyboards are not part of this sandbox")
    rows = _rows(value.get("inline_keyboard"))
    if rows:
        return Markup(rows)
    if value.get("remove_keyboard") or not value.get("force_reply"):
        return NOTHING
    placeholder = str(value.get("input_field_placeholder") or "")
    return Markup(asks_reply=True, is_selective=bool(value.get("selective")), placeholder=placeholder)


def _rows(value: object) -> Rows:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Refused('field "inline_keyboard" must be of type Array')
    if not all(isinstance(row, list) for row in value):
        raise Refused('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    parsed = [[_button(button) for button in row] for row in value]
    rows = tuple(tuple(_checked(button) for button in row) for row in parsed if row)
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise Refused("reply markup is too long")
    return rows


def _button(value: object) -> Button:
    if not isinstance(value, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text = _field(value, "text")
    if text is None:
        raise _unreadable('Can\'t find field "text"')
    for kind in _KINDS:
        if content := _field(value, kind):
            return Button(text, kind, content)
    if set(value) - {"text", *_KINDS}:
        raise Refused("BUTTON_TYPE_INVALID")
    raise _unreadable("Text buttons are unallowed in the inline keyboard")


def _checked(button: Button) -> Button:
    """Telegram looks at what buttons hold only after all of them could be read."""
    if not button.text.strip():
        raise Refused("BUTTON_TEXT_INVALID")
    if button.kind == "callback_data" and len(button.value.encode()) > 64:
        raise Refused("BUTTON_DATA_INVALID")
    if button.kind == "url":
        if problem := links.problem(button.value):
            raise Refused(f"inline keyboard button URL '{button.value}' is invalid: {problem}")
        return Button(button.text, "url", links.tidy(button.value))
    return button


def _field(value: Json, name: str) -> str | None:
    content = value.get(name)
    if content is None or isinstance(content, str):
        return content
    if isinstance(content, int | float) and not isinstance(content, bool):
        return str(content)
    raise _unreadable(f'Field "{name}" must be of type String')


def _unreadable(reason: str) -> Refused:
    return Refused(f"can't parse inline keyboard button: {reason}")
