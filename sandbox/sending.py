"""What all sends of a bot have in common: where the message goes, and what is below it."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox import keyboards, text
from sandbox.access import Need, check_may_post, check_not_blocked, find_chat
from sandbox.arguments import Arguments, Refused
from sandbox.attachments import Attachment
from sandbox.chats import GENERAL, Chat
from sandbox.keyboards import Markup
from sandbox.messages import Message
from sandbox.text import Text
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, the topic in it, and the message that is answered there."""

    chat: Chat
    thread: int
    reply_to: int


def find_place(world: World, arguments: Arguments, markup: Markup) -> Place:
    """Where the bot wants to write; refused if it may not, as Telegram refuses it."""
    reply_to, may_be_missing = _replied(arguments)
    chat = find_chat(world, arguments, Need.WRITE)
    replied = world.find_message(chat.id, reply_to)
    if reply_to and not replied and not may_be_missing:
        raise Refused("message to be replied not found")
    thread = find_thread(chat, arguments)
    check_may_post(world, chat)
    markup.check_place(is_private=chat.is_private, is_channel=chat.is_channel)
    check_not_blocked(world, chat)
    if chat.is_closed_to(world.bot.id, thread or (replied.thread if replied else 0)):
        raise Refused("TOPIC_CLOSED")
    return Place(chat, thread, replied.id if replied else 0)


def find_thread(chat: Chat, arguments: Arguments) -> int:
    """The topic the bot names. Neither General nor a chain of replies can be named."""
    thread = max(arguments.number("message_thread_id"), 0)
    if thread and (thread == GENERAL or thread not in chat.topics):
        raise Refused("message thread not found")
    return thread


def post(
    world: World,
    arguments: Arguments,
    method: str,
    content: Text,
    attach: Callable[[], Attachment | None] = lambda: None,
) -> object:
    """Post one message of the bot, and note the call. A file is kept only once it is clear where it goes."""
    markup = keyboards.read(arguments)
    place = find_place(world, arguments, markup)
    message = put(world, arguments, place, content, attach(), markup)
    world.note(method, arguments.for_log, place.chat.id, message.id)
    return world.show(message)


def put(
    world: World, arguments: Arguments, place: Place, content: Text, attachment: Attachment | None,
    markup: Markup = keyboards.NOTHING, album: str = "",
) -> Message:  # fmt: skip
    return world.post(
        place.chat, world.bot, content, attachment=attachment, markup=markup, album=album,
        reply_to=place.reply_to, thread=place.thread, is_protected=arguments.flag("protect_content"),
    )  # fmt: skip


def read_text(arguments: Arguments) -> Text:
    arguments.decoded("link_preview_options", "link preview options")  # there are no previews here
    if arguments.decoded("entities", "entities"):
        raise Refused("entities are not part of this sandbox, only parse_mode is")
    return text.read_from_bot(arguments.text("text"), arguments.text("parse_mode"))


def read_caption(arguments: Arguments) -> Text:
    if arguments.decoded("caption_entities", "caption entities"):
        raise Refused("entities are not part of this sandbox, only parse_mode is")
    return text.read_caption(arguments.text("caption"), arguments.text("parse_mode"))


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
