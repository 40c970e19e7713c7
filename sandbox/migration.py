"""A group becomes a supergroup, over HTTP: a new chat with the same people, and no way back."""

from dataclasses import dataclass

from aiohttp import web

from sandbox import finding
from sandbox.arguments import Json
from sandbox.bodies import Wrong, checked, number
from sandbox.membership import announce, check_leads
from sandbox.messages import ANONYMOUS
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class MigrationApi:
    world: World

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/_sandbox/migration", checked(self.migrate))]

    async def migrate(self, body: Json) -> Json:
        """Both chats say so: in the old one the person who did it, in the new one the group itself."""
        old = finding.chat(self.world, body)
        if old.type != "group" or old.upgraded_to:
            raise Wrong("only a group that is still a group becomes a supergroup")
        person = finding.member(self.world, old, number(body, "from_id", old.administrators()[0]))
        check_leads(old, person.id)
        statuses = {user_id: old.status(user_id) for user_id in old.members()}
        new = self.world.add_group("supergroup", old.title, False, statuses)
        self.world.publish_chat(new)
        announce(self.world, old, person, {"migrate_to_chat_id": new.id})
        announce(self.world, new, ANONYMOUS, {"migrate_from_chat_id": old.id})
        old.upgraded_to = new.id
        self.world.publish_chat(old)
        return {"chat_id": new.id}
