"""The Bot API over HTTP: who calls which method, and the envelope of the answer."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import (
    answers,
    arguments,
    commands,
    editing,
    inline,
    leaving,
    media,
    members,
    profile,
    receiving,
    talk,
)
from sandbox.answers import Answer
from sandbox.arguments import Arguments, Json, Refused
from sandbox.bench import Bench
from sandbox.calls import Call
from sandbox.faults import Fault, Kind, When
from sandbox.striking import gateway_page, strike
from sandbox.world import World

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_METHODS: dict[str, Callable[[World, Arguments], Awaitable[object]]] = {
    "getme": profile.get_me,
    "getupdates": receiving.get_updates,
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
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
    "answerguestquery": inline.answer_guest_query,
    "leavechat": leaving.leave_chat,
}


def is_method(name: str) -> bool:
    return name.lower() in _METHODS


# What a webhook's answer may not ask for: changing the webhook, and whatever gives an answer worth reading.
_NOT_IN_ANSWERS = re.compile(r"get|setwebhook$|deletewebhook$|close$|logout$")


class BotApi:
    def __init__(self, world: World, token: str, bench: Bench) -> None:
        self.world = world
        self.token = token
        self.bench = bench
        world.updates.obey = self.obey

    def routes(self) -> list[web.RouteDef]:
        path = "/bot{token:[^/]*}/{method:[^/]*}"
        return [web.get(path, self.answer), web.post(path, self.answer)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        token = request.match_info["token"]
        if not TOKEN.fullmatch(token):
            return answers.refuse(Refused("Not Found", 404)).to_response()
        if token != self.token:
            return answers.refuse(Refused("Unauthorized", 401)).to_response()
        call, logged = Call(request.match_info["method"]), len(self.world.log)
        fault = self.bench.faults.take(call.method)
        if fault and fault.when is When.BEFORE:  # nothing of the call is read
            return await self._fail(request, call, fault)
        try:
            call = Call(call.method, await arguments.read(request))
        except Refused as refused:
            answer = answers.refuse(refused)
        else:
            fault = fault or self.bench.faults.take(call.method, call.chat_id)
            if fault and fault.when is When.BEFORE:
                return await self._fail(request, call, fault)
            answer = await self._carry_out(call)
        if fault:
            # Others may be carried out meanwhile: its own entries hold its own arguments.
            own = [entry for entry in self.world.log[logged:] if entry["arguments"] is call.arguments.for_log]
            return await self._hold_back(request, call, answer, fault, own)
        self.bench.calls.note(call, answer.status, answer.description)
        return answer.to_response()

    async def obey(self, values: Json) -> None:
        """Carry out a call that came in a webhook's answer; what becomes of it, the bot is not told."""
        given = arguments.write_out(values)
        call = Call(given.pop("method"), Arguments(given))
        if not _NOT_IN_ANSWERS.match(call.method.lower()):
            answer = await self._carry_out(call)
            self.bench.calls.note(call, answer.status, answer.description)

    async def _carry_out(self, call: Call) -> Answer:
        method = _METHODS.get(call.method.lower())
        if method is None:
            return answers.refuse(Refused("Not Found: method not found", 404))
        chat = self.world.chats.get(call.chat_id or 0)
        try:
            with self.bench.limits.counting(call, chat):
                return answers.accept(await method(self.world, call.arguments))
        except Refused as refused:
            return answers.refuse(refused)

    async def _fail(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        """The call is not carried out."""
        if fault.kind is not Kind.ERROR:
            self.bench.calls.note(call, None, fault=fault)
            return await strike(fault, request, None, self.bench)
        answer = answers.refuse(fault.refusal())
        self.bench.calls.note(call, answer.status, answer.description, fault)
        return gateway_page(fault) if fault.is_html else answer.to_response()

    async def _hold_back(
        self, request: web.Request, call: Call, answer: Answer, fault: Fault, entries: list[Json]
    ) -> web.StreamResponse:
        """The call is carried out, but its answer comes late or never."""
        is_answered = fault.kind is Kind.SLOW or fault.when is When.ANSWERED
        self.bench.calls.note(call, answer.status if is_answered else None, answer.description, fault)
        if not is_answered:
            _mark(entries, fault.outcome)
        try:
            return await strike(fault, request, answer.to_response(), self.bench)
        except asyncio.CancelledError:  # the client does not wait any longer
            _mark(entries, fault.outcome)
            raise


def _mark(entries: list[Json], outcome: str) -> None:
    for entry in entries:
        entry["outcome"] = outcome
