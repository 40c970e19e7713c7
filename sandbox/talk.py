"""Bot API methods that put something into a chat, change it or take it away."""

import time
from dataclasses import replace

from sandbox import keyboards, text
from sandbox.access import Need, check_not_blocked, find_chat
from sandbox.arguments import Arguments, Refused
from sandbox.chats import GENERAL, Chat
from sandbox.keyboards import Markup
from sandbox.messages import Message
from sandbox.text import Text
from sandbox.world import ANSWERABLE, World

_LONGEST_TOAST = 200
_ACTIONS = frozenset((
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
))  # fmt: skip


async def send_message(world: World, arguments: Arguments) -> object:
    content = _content(arguments)
    markup = keyboards.read(arguments)
    reply_to, may_be_missing = _replied(arguments)
    chat = find_chat(world, arguments, Need.WRITE)
    replied = world.find_message(chat.id, reply_to)
    if reply_to and not replied and not may_be_missing:
        raise Refused("message to be replied not found")
    thread = _thread(chat, arguments)
    check_not_blocked(world, chat)
    if chat.is_closed_to(world.bot.id, thread or (replied.thread if replied else 0)):
        raise Refused("TOPIC_CLOSED")
    message = world.post(
        chat, world.bot, content, markup=markup, reply_to=replied.id if replied else 0, thread=thread,
        is_protected=arguments.flag("protect_content"),
    )  # fmt: skip
    world.note("sendMessage", arguments.values, chat.id, message.id)
    return world.show(message)


async def edit_message_text(world: World, arguments: Arguments) -> object:
    content = _content(arguments)
    markup = _buttons(arguments)
    message = _own_message(world, arguments)
    changed = world.change(message, content, markup)
    world.note("editMessageText", arguments.values, message.chat.id, message.id)
    return world.show(changed)


async def edit_message_reply_markup(world: World, arguments: Arguments) -> object:
    markup = _buttons(arguments)
    message = _own_message(world, arguments)
    changed = world.change(message, message.text, markup)
    world.note("editMessageReplyMarkup", arguments.values, message.chat.id, message.id)
    return world.show(changed)


async def delete_message(world: World, arguments: Arguments) -> object:
    message = _message(world, arguments, "message to delete not found")
    may_tidy = message.chat.is_private or message.chat.is_led_by(world.bot.id)
    if message.sender != world.bot and not may_tidy:
        raise Refused("message can't be deleted")
    world.remove(message)
    world.note("deleteMessage", arguments.values, message.chat.id, message.id)
    return True


async def answer_callback_query(world: World, arguments: Arguments) -> object:
    toast = arguments.text("text")
    if len(toast) > _LONGEST_TOAST:
        raise Refused("MESSAGE_TOO_LONG")
    number = arguments.text("callback_query_id")
    tap = world.taps.get(number)
    if tap is None or time.monotonic() - tap.at > ANSWERABLE:
        raise Refused("query is too old and response timeout expired or query ID is invalid")
    world.feed.publish(
        "toast", tap.chat_id, from_id=tap.person.id, callback_query_id=number, text=toast,
        show_alert=arguments.flag("show_alert"), url=arguments.text("url"),
    )  # fmt: skip
    return True


async def send_chat_action(world: World, arguments: Arguments) -> object:
    action = arguments.text("action").lower()
    if action not in _ACTIONS:
        raise Refused("wrong parameter action in request")
    chat = find_chat(world, arguments, Need.WRITE)
    thread = arguments.number("message_thread_id")
    # Typing in General names it by its number, writing in it never does.
    if thread != GENERAL:
        thread = _thread(chat, arguments)
    check_not_blocked(world, chat)
    world.feed.publish("typing", chat.id, action=action, message_thread_id=max(thread, 0))
    return True


def _message(world: World, arguments: Arguments, missing: str) -> Message:
    chat = find_chat(world, arguments, Need.WRITE)
    message_id = arguments.number("message_id")
    if message_id <= 0:
        raise Refused("message identifier is not specified")
    message = world.find_message(chat.id, message_id)
    if message is None:
        raise Refused(missing)
    return message


def _own_message(world: World, arguments: Arguments) -> Message:
    message = _message(world, arguments, "message to edit not found")
    if message.sender != world.bot:
        raise Refused("message can't be edited")
    check_not_blocked(world, message.chat)
    # A request for a reply is over once the message is edited, so it never counts as a difference.
    return replace(message, markup=Markup(message.markup.rows))


def _content(arguments: Arguments) -> Text:
    arguments.decoded("link_preview_options", "link preview options")  # there are no previews here
    if arguments.decoded("entities", "entities"):
        raise Refused("entities are not part of this sandbox, only parse_mode is")
    return text.read_from_bot(arguments.text("text"), arguments.text("parse_mode"))


def _buttons(arguments: Arguments) -> Markup:
    """What an edit may put below a message: buttons, or nothing to take them away."""
    markup = keyboards.read(arguments)
    if markup.asks_reply:
        raise Refused("inline keyboard expected")
    return markup


def _replied(arguments: Arguments) -> tuple[int, bool]:
    value = arguments.decoded("reply_parameters", "reply parameters")
    if value is None:
        return arguments.number("reply_to_message_id"), arguments.flag("allow_sending_without_reply")
    if not isinstance(value, dict):
        raise Refused("object expected as reply parameters")
    if str(value.get("chat_id") or arguments.text("chat_id")) != arguments.text("chat_id"):
        raise Refused("replies to other chats are not part of this sandbox")
    number = value.get("message_id", 0)
    return (number if isinstance(number, int) else 0), bool(value.get("allow_sending_without_reply"))


def _thread(chat: Chat, arguments: Arguments) -> int:
    """The topic the bot names. Neither General nor a chain of replies can be named."""
    thread = max(arguments.number("message_thread_id"), 0)
    if thread and (thread == GENERAL or thread not in chat.topics):
        raise Refused("message thread not found")
    return thread
