"""Who comes, goes, leads or blocks: people's requests, and what the chat and the bot learn of it."""

from aiohttp import web

from sandbox import finding, hearing
from sandbox.arguments import Json
from sandbox.bodies import Wrong, checked, flag, number, string
from sandbox.chats import Chat, Person, Status
from sandbox.world import World


class MembershipApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/_sandbox/membership", checked(self.change))]

    async def change(self, body: Json) -> Json:
        chat, action, by = finding.chat(self.world, body), string(body, "action"), number(body, "from_id")
        if action in ("block", "unblock"):
            told = self._block(chat, by, action)
        elif chat.is_private:
            raise Wrong("a private chat has no members to change")
        else:
            user = finding.user(self.world, number(body, "user_id", self.world.bot.id))
            if chat.upgraded_to:
                raise Wrong("this group has become a supergroup; everybody is there now")
            self._set_right(chat, user, body)
            told = self._change(chat, by, user, action)
        return {"update_ids": [update_id for update_id in told if update_id is not None]}

    def _set_right(self, chat: Chat, user: Person, body: Json) -> None:
        """Whoever is about to become an administrator of a channel may post, unless it is said otherwise."""
        if chat.is_led_by(user.id):
            return
        if flag(body, "can_post_messages", True):
            chat.silent.discard(user.id)
        else:
            chat.silent.add(user.id)

    def _change(self, chat: Chat, by: int, user: Person, action: str) -> list[int | None]:
        match action:
            case "add":
                return self._add(chat, finding.person(self.world, by), user)
            case "remove":
                return self._remove(chat, finding.member(self.world, chat, by), user)
            case "promote":
                return self._appoint(chat, by, user, Status.MEMBER, Status.ADMINISTRATOR)
            case "demote":
                return self._appoint(chat, by, user, Status.ADMINISTRATOR, Status.MEMBER)
        raise Wrong("action must be add, remove, block, unblock, promote or demote")

    def _add(self, chat: Chat, by: Person, user: Person) -> list[int | None]:
        if by != user:
            finding.member(self.world, chat, by.id)
        if chat.has(user.id):
            raise Wrong("that one is in the chat already")
        if by == user and chat.status(user.id) is Status.KICKED:
            raise Wrong("whoever was thrown out cannot come back alone")
        if chat.is_channel:
            return [self._add_to_channel(chat, by, user)]
        told = become(self.world, chat, by, user, Status.MEMBER)
        return [told, announce(self.world, chat, by, {"new_chat_members": [user.to_user()]})]

    def _add_to_channel(self, chat: Chat, by: Person, user: Person) -> int | None:
        """People subscribe; a bot is there as an administrator or not at all."""
        if user != self.world.bot:
            return become(self.world, chat, by, user, Status.MEMBER)
        check_leads(chat, by.id)
        return become(self.world, chat, by, user, Status.ADMINISTRATOR)

    def _remove(self, chat: Chat, by: Person, user: Person) -> list[int | None]:
        if not chat.has(user.id):
            raise Wrong("that one is not in the chat")
        if by != user:
            check_leads(chat, by.id)
        if chat.status(user.id) is Status.CREATOR:
            raise Wrong("the creator cannot be removed")
        told = become(self.world, chat, by, user, Status.LEFT if by == user else Status.KICKED)
        if chat.is_channel:
            return [told]
        return [told, announce(self.world, chat, by, {"left_chat_member": user.to_user()})]

    def _appoint(self, chat: Chat, by: int, user: Person, before: Status, after: Status) -> list[int | None]:
        leader = finding.member(self.world, chat, by)
        check_leads(chat, by)
        if chat.status(user.id) is not before:
            raise Wrong(f"that one is not a plain {before} of the chat")
        if chat.is_channel and user == self.world.bot and after is Status.MEMBER:
            after = Status.LEFT  # it is there as an administrator or not at all
        return [become(self.world, chat, leader, user, after)]

    def _block(self, chat: Chat, by: int, action: str) -> list[int | None]:
        person = finding.member(self.world, chat, by)
        if not chat.is_private:
            raise Wrong("a bot is blocked in a private chat; from a group it is removed")
        status = Status.KICKED if action == "block" else Status.MEMBER
        if chat.status(self.world.bot.id) is status:
            raise Wrong(f"the bot is {action}ed already")
        return [become(self.world, chat, person, self.world.bot, status)]


def check_leads(chat: Chat, user_id: int) -> None:
    if not chat.is_led_by(user_id):
        raise Wrong("only administrators can do that")


def become(world: World, chat: Chat, by: Person, user: Person, status: Status) -> int | None:
    """Make a user something in a chat; the number of the update, if there is one."""
    before, chat.statuses[user.id] = chat.status(user.id), status
    world.publish_chat(chat)
    return hearing.tell_member(world, chat, by, user, before, status)


def announce(world: World, chat: Chat, by: Person, service: Json, thread: int = 0) -> int | None:
    """Post what Telegram says about something done in a chat; the number of the update, if there is one."""
    return hearing.tell(world, world.announce(chat, by, service, thread))
