"""The Bot API over HTTP: who calls which method, and the envelope of the answer."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import arguments, commands, editing, inline, leaving, media, members, profile, talk
from sandbox.arguments import Arguments, Json, Refused
from sandbox.world import World

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_METHODS: dict[str, Callable[[World, Arguments], Awaitable[object]]] = {
    "getme": profile.get_me,
    "getupdates": profile.get_updates,
    "deletewebhook": profile.delete_webhook,
    "getwebhookinfo": profile.get_webhook_info,
    "getchat": members.get_chat,
    "getchatmember": members.get_chat_member,
    "getchatadministrators": members.get_chat_administrators,
    "getchatmembercount": members.get_chat_member_count,
    "setmycommands": commands.set_my_commands,
    "getmycommands": commands.get_my_commands,
    "deletemycommands": commands.delete_my_commands,
    "setchatmenubutton": commands.set_chat_menu_button,
    "getchatmenubutton": commands.get_chat_menu_button,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "sendmessage": talk.send_message,
    "senddocument": media.send_document,
    "sendphoto": media.send_photo,
    "sendmediagroup": media.send_media_group,
    "sendlocation": media.send_location,
    "sendvenue": media.send_venue,
    "getfile": media.get_file,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": talk.delete_message,
    "answercallbackquery": talk.answer_callback_query,
    "sendchataction": talk.send_chat_action,
    "answerinlinequery": inline.answer_inline_query,
    "leavechat": leaving.leave_chat,
}


class BotApi:
    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token

    def routes(self) -> list[web.RouteDef]:
        path = "/bot{token:[^/]*}/{method:[^/]*}"
        return [web.get(path, self.answer), web.post(path, self.answer)]

    async def answer(self, request: web.Request) -> web.Response:
        try:
            result = await self._call(request)
        except Refused as refused:
            error: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                error["parameters"] = refused.parameters
            return web.json_response(error, status=refused.code)
        return web.json_response({"ok": True, "result": result})

    async def _call(self, request: web.Request) -> object:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            raise Refused("Not Found", 404)
        if token != self.token:
            raise Refused("Unauthorized", 401)
        method = _METHODS.get(request.match_info["method"].lower())
        if method is None:
            raise Refused("Not Found: method not found", 404)
        return await method(self.world, await arguments.read(request))
