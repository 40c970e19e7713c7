"""Bot API methods that change a message: one in a chat, or one that somebody posted through the bot."""

from dataclasses import replace

from sandbox import keyboards, sending
from sandbox.access import Need, check_not_blocked, find_chat
from sandbox.arguments import Arguments, Refused
from sandbox.keyboards import Markup
from sandbox.messages import Message
from sandbox.text import Text
from sandbox.world import World


async def edit_message_text(world: World, arguments: Arguments) -> object:
    content = sending.read_text(arguments)
    markup = _buttons(arguments)
    message = _find(world, arguments)
    if message.attachment or message.service:
        raise Refused("there is no text in the message to edit")
    return _change(world, arguments, "editMessageText", message, content, markup)


async def edit_message_caption(world: World, arguments: Arguments) -> object:
    content = sending.read_caption(arguments)
    markup = _buttons(arguments)
    message = _find(world, arguments)
    if message.attachment is None or not message.attachment.has_caption:
        raise Refused("there is no caption in the message to edit")
    return _change(world, arguments, "editMessageCaption", message, content, markup)


async def edit_message_reply_markup(world: World, arguments: Arguments) -> object:
    markup = _buttons(arguments)
    message = _find(world, arguments)
    return _change(world, arguments, "editMessageReplyMarkup", message, message.text, markup)


def find_message(world: World, arguments: Arguments, missing: str) -> Message:
    chat = find_chat(world, arguments, Need.WRITE)
    message = world.find_message(chat.id, arguments.number("message_id"))
    if message is None:
        raise Refused(missing)
    return message


def _find(world: World, arguments: Arguments) -> Message:
    """The message to change: the bot's own in a chat, or, named by the bot's word for it, an inline one."""
    if not arguments.text("chat_id") and not arguments.number("message_id"):
        return _find_inline(world, arguments.text("inline_message_id"))
    message = find_message(world, arguments, "message to edit not found")
    if message.sender != world.bot:
        raise Refused("message can't be edited")
    check_not_blocked(world, message.chat)
    return message


def _find_inline(world: World, inline_id: str) -> Message:
    if not inline_id:
        raise Refused("message identifier is not specified")
    message = world.find_message(*world.queries.posted.get(inline_id, (0, 0)))
    if message is None:
        raise Refused("MESSAGE_ID_INVALID")
    return message


def _change(
    world: World, arguments: Arguments, method: str, message: Message, content: Text, markup: Markup
) -> object:
    # A request for a reply, or keys, are over once the message is edited: they never count as a difference.
    changed = world.change(replace(message, markup=Markup(message.markup.rows)), content, markup)
    world.note(method, arguments.for_log, message.chat.id, message.id)
    return True if message.inline_id else world.show(changed)


def _buttons(arguments: Arguments) -> Markup:
    """What an edit may put below a message: buttons, or nothing to take them away."""
    markup = keyboards.read(arguments)
    if not markup.is_inline:
        raise Refused("inline keyboard expected")
    return markup
