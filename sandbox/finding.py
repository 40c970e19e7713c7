"""Whom and what a request of the people's API names; a sentence if there is nothing of that number."""

from sandbox.arguments import Json
from sandbox.bodies import Wrong, number
from sandbox.chats import Chat, Person
from sandbox.world import World


def chat(world: World, body: Json) -> Chat:
    found = world.chats.get(number(body, "chat_id"))
    if found is None:
        raise Wrong("there is no such chat")
    return found


def member(world: World, chat: Chat, user_id: int) -> Person:
    person = world.people.get(user_id)
    if person is None or not chat.has(user_id):
        raise Wrong("that person is not in the chat")
    return person


def person(world: World, user_id: int) -> Person:
    found = world.people.get(user_id)
    if found is None:
        raise Wrong(f"there is no person with the id {user_id}")
    return found


def user(world: World, user_id: int) -> Person:
    """A person, or the bot."""
    found = world.user(user_id)
    if found is None:
        raise Wrong(f"there is nobody with the id {user_id}")
    return found


def place(world: World, body: Json) -> tuple[Chat, Person]:
    """A chat and somebody in it who does something there."""
    found = chat(world, body)
    if found.upgraded_to:
        raise Wrong("this group has become a supergroup; everybody is there now")
    who = member(world, found, number(body, "from_id"))
    if found.is_private and not found.has(world.bot.id):
        raise Wrong("that person has blocked the bot; unblock it first")
    return found, who


def check_may_write(chat: Chat, person: Person) -> None:
    if not chat.may_post(person.id):
        raise Wrong("only administrators post in a channel")
