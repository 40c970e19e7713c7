"""The buttons below a message: what a bot may send as one, and what it does when tapped."""

from dataclasses import dataclass, replace

from sandbox import links
from sandbox.arguments import Json, Refused

STYLES = ("danger", "success", "primary")
_SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat")
_LONGEST_COPY = 256


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    kind: str
    value: str
    style: str = ""

    def to_json(self) -> Json:
        value: object = {"text": self.value} if self.kind == "copy_text" else self.value
        return {"text": self.text, self.kind: value, **({"style": self.style} if self.style else {})}


def read(value: object) -> Button:
    """The button an object stands for, by the first action it names."""
    if not isinstance(value, dict):
        raise unreadable("InlineKeyboardButton must be an Object")
    text = string(value, "text")
    if text is None:
        raise unreadable('Can\'t find field "text"')
    style = string(value, "style") or ""
    for kind in ("url", "callback_data"):
        if content := string(value, kind):
            return Button(text, kind, content, style)
    for kind in _SWITCHES:
        if (content := string(value, kind)) is not None:
            return Button(text, kind, content, style)
    if "copy_text" in value:
        return Button(text, "copy_text", _copied(value["copy_text"]), style)
    if set(value) - {"text", "style", "url", "callback_data"}:
        raise Refused("BUTTON_TYPE_INVALID")
    raise unreadable("Text buttons are unallowed in the inline keyboard")


def check(button: Button) -> Button:
    """Telegram looks at what buttons hold only after all of them could be read."""
    if not button.text.strip():
        raise Refused("BUTTON_TEXT_INVALID")
    if button.style and button.style not in STYLES:
        raise Refused("BUTTON_STYLE_INVALID")
    if button.kind == "callback_data" and len(button.value.encode()) > 64:
        raise Refused("BUTTON_DATA_INVALID")
    if button.kind == "copy_text" and not 1 <= len(button.value) <= _LONGEST_COPY:
        raise Refused("BUTTON_COPY_TEXT_INVALID")
    if button.kind == "url":
        if problem := links.problem(button.value):
            raise Refused(f"inline keyboard button URL '{button.value}' is invalid: {problem}")
        return replace(button, value=links.tidy(button.value))
    return button


def string(value: Json, name: str) -> str | None:
    content = value.get(name)
    if content is None or isinstance(content, str):
        return content
    if isinstance(content, int | float) and not isinstance(content, bool):
        return str(content)
    raise unreadable(f'Field "{name}" must be of type String')


def unreadable(reason: str) -> Refused:
    return Refused(f"can't parse inline keyboard button: {reason}")


def _copied(value: object) -> str:
    if not isinstance(value, dict):
        raise unreadable('Field "copy_text" must be of type Object')
    text = string(value, "text")
    if text is None:
        raise unreadable('Can\'t find field "text"')
    return text
