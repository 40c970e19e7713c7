"""Bot API methods about a chat and the people in it."""

from sandbox.access import Need, find_chat, user_id
from sandbox.arguments import Arguments, Json, Refused
from sandbox.chats import Chat, Person, Status
from sandbox.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics",
)  # fmt: skip
_RIGHTS = (
    "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users", "can_restrict_members",
    "can_pin_messages", "can_manage_video_chats",
)  # fmt: skip
_NO_RIGHTS = (
    "can_be_edited", "can_promote_members", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "is_anonymous",
)  # fmt: skip


async def get_chat(world: World, arguments: Arguments) -> object:
    chat = find_chat(world, arguments, Need.READ)
    full: Json = {
        **chat.to_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.type in ("group", "supergroup"):
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    elif chat.person and chat.person.username:
        full["active_usernames"] = [chat.person.username]
    return full


async def get_chat_member(world: World, arguments: Arguments) -> object:
    number = user_id(arguments)
    need = Need.READ if number == world.bot.id else Need.MEMBERS
    chat = find_chat(world, arguments, need)
    user = world.user(number)
    if user is None:
        raise Refused("member not found")
    if chat.is_private:
        return show_member(chat, user, Status.MEMBER if chat.knows(number) else Status.LEFT)
    return show_member(chat, user, chat.status(number))


async def get_chat_administrators(world: World, arguments: Arguments) -> object:
    chat = find_chat(world, arguments, Need.MEMBERS)
    if chat.is_private:
        raise Refused("there are no administrators in the private chat")
    leaders = [user for number in chat.administrators() if (user := world.user(number))]
    return [show_member(chat, user, chat.status(user.id)) for user in leaders]


async def get_chat_member_count(world: World, arguments: Arguments) -> object:
    chat = find_chat(world, arguments, Need.MEMBERS)
    return 2 if chat.is_private else len(chat.members())


def show_member(chat: Chat, user: Person, status: Status) -> Json:
    """A ChatMember. A basic group keeps no list of the banned: whoever is thrown out has left."""
    if status is Status.KICKED and chat.type == "group":
        status = Status.LEFT
    shown: Json = {"user": user.to_user(), "status": status.value}
    match status:
        case Status.CREATOR:
            shown["is_anonymous"] = False
        case Status.ADMINISTRATOR:
            shown |= {**dict.fromkeys(_RIGHTS, True), **dict.fromkeys(_NO_RIGHTS, False)}
            if chat.type == "supergroup":
                shown["can_manage_topics"] = chat.is_forum
            if chat.is_channel:
                del shown["can_pin_messages"]
                shown |= {"can_post_messages": chat.may_post(user.id), "can_edit_messages": False}
        case Status.KICKED:
            shown["until_date"] = 0
    return shown
