"""Bot API methods that write into a chat or take away what is there, and answers to taps."""

import time

from sandbox import sending
from sandbox.access import Need, check_not_blocked, find_chat
from sandbox.arguments import Arguments, Refused
from sandbox.chats import GENERAL
from sandbox.editing import find_message
from sandbox.world import ANSWERABLE, World

_LONGEST_TOAST = 200
_ACTIONS = frozenset((
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
))  # fmt: skip


async def send_message(world: World, arguments: Arguments) -> object:
    return sending.post(world, arguments, "sendMessage", sending.read_text(arguments))


async def delete_message(world: World, arguments: Arguments) -> object:
    if not arguments.text("chat_id"):
        raise Refused("chat identifier is not specified")
    if not arguments.number("message_id"):
        raise Refused("message identifier is not specified")
    message = find_message(world, arguments, "message to delete not found")
    may_tidy = message.chat.is_private or message.chat.is_led_by(world.bot.id)
    if message.sender != world.bot and not may_tidy:
        raise Refused("message can't be deleted")
    world.remove(message)
    world.note("deleteMessage", arguments.for_log, message.chat.id, message.id)
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
        thread = sending.find_thread(chat, arguments)
    check_not_blocked(world, chat)
    world.feed.publish("typing", chat.id, action=action, message_thread_id=max(thread, 0))
    return True
