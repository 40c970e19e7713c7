"""The Bot API of one token: calling its methods, and turning a Message into their arguments."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from time import monotonic
from typing import Any

from telegram.error import RetryAfter, TelegramError

from messages.message import LIMIT, Message, OpenLink, Tap
from messages.plaintext import read
from transport import outcome
from transport.budget import Budget, Lane, Permit
from transport.outcome import Kind, Outcome
from transport.request import AiohttpRequest, File, KeptBack

# Told of each call when it has ended: the method, the kind of its outcome, and how many seconds it took.
Observer = Callable[[str, str, float], None]

# Hearing is no sending: these go out even in a pause, or the bot would be deaf, or could not start.
_ALWAYS = frozenset({"getUpdates", "getMe", "getWebhookInfo", "setWebhook", "deleteWebhook"})


def unobserved(_method: str, _outcome: str, _seconds: float) -> None:
    """Nobody counts."""


class Api:
    """The methods of the Bot API. The token stays inside: neither `repr` nor an error shows it."""

    def __init__(
        self, request: AiohttpRequest, base_url: str, token: str, observe: Observer = unobserved
    ) -> None:
        self._request = request
        self._root = f"{base_url.rstrip('/')}/bot{token}/"
        self._observe = observe
        self._budget: Budget | None = None

    def within(self, budget: Budget) -> "Api":
        """The same, keeping to a budget."""
        kept = copy(self)
        kept._budget = budget
        return kept

    def __repr__(self) -> str:
        return "Api()"

    async def call(
        self,
        method: str,
        *,
        permit: Permit | None = None,
        read_timeout: float | None = None,
        **arguments: Any,
    ) -> Any:
        """Call any method and give its result; a TelegramError says what went wrong.

        A message without a permit waits for one as a reply. With one that holds no more it is not sent: that
        is a RetryAfter too.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        timeouts = {} if read_timeout is None else {"read_timeout": read_timeout}
        while True:
            may_leave = await self._leave(method, arguments.get("chat_id"), permit)
            try:
                return await self._try(method, given, may_leave=may_leave, **timeouts)
            except KeptBack:
                continue

    async def _try(self, method: str, arguments: dict[str, Any], **how: Any) -> Any:
        began, kind = monotonic(), Kind.SENT
        try:
            return await self._request.call(self._root + method, arguments, **how)
        except TelegramError as error:
            kind = outcome.of(error).kind
            if isinstance(error, RetryAfter) and self._budget and method not in _ALWAYS:
                await self._budget.pause(arguments.get("chat_id"), outcome.seconds(error))
            raise
        finally:
            self._observe(method, kind, monotonic() - began)

    async def _leave(self, method: str, chat: int | None, permit: Permit | None) -> Callable[[], bool]:
        """Wait until the call may go; gives how to ask, at the last moment, whether it still may.

        Telegram's documented limits count messages: edits, answers to taps, and questions only wait for the
        end of a pause.
        """
        budget = self._budget
        if budget is None or method in _ALWAYS:
            return lambda: True
        if chat is None or not method.startswith("send") or method == "sendChatAction":
            await budget.calm(chat)
            return lambda: not budget.pause_of(chat)
        own = permit or await budget.permit(Lane.REPLIES, chat)
        while not await budget.redeem(own):
            if permit is not None:
                raise RetryAfter(timedelta(seconds=budget.pause_of(chat)))
            own = await budget.permit(Lane.REPLIES, chat)
        return lambda: budget.holds(own)

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
        in_group: bool = False,
        silent: bool = False,
        is_plain: bool = False,
        permit: Permit | None = None,
    ) -> Outcome:
        """Send one message. Every message of the bot leaves here, replies and alerts alike.

        In a group a question of ours asks for a reply, so that only the person it is for answers it. An alert
        brings its permit; if that holds no more, it is to wait, and nothing was sent.
        """
        content = _content(message)
        if is_plain:  # Telegram could not read the markup
            content = {"text": read(message)[:LIMIT]}
        if message.awaits and in_group:
            content["reply_markup"] = {"force_reply": True, "selective": True}
        return await self._outcome(
            "sendMessage",
            permit=permit,
            chat_id=chat_id,
            message_thread_id=thread_id,
            # The question may have been deleted meanwhile: then the answer stands alone.
            reply_parameters=reply_to and {"message_id": reply_to, "allow_sending_without_reply": True},
            disable_notification=silent or None,
            **content,
        )

    async def send_file(self, chat_id: int, file: File, *, thread_id: int | None = None) -> Outcome:
        """Send a document."""
        return await self._outcome(
            "sendDocument",
            chat_id=chat_id,
            message_thread_id=thread_id,
            document=file,
            disable_content_type_detection=True,
        )

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Outcome:
        """Put another message in the place of one of ours."""
        return await self._outcome(
            "editMessageText", chat_id=chat_id, message_id=message_id, **_content(message)
        )

    async def answer_tap(self, tap_id: str, toast: str | None = None) -> Outcome:
        """End the waiting of a tapped button, with a toast of at most 200 characters."""
        return await self._outcome("answerCallbackQuery", callback_query_id=tap_id, text=toast)

    async def _outcome(self, method: str, **arguments: Any) -> Outcome:
        try:
            result = await self.call(method, **arguments)
        except TelegramError as error:  # one table maps every error to an Outcome
            return outcome.of(error)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return Outcome(Kind.SENT, message_id=message_id)


def _content(message: Message) -> dict[str, Any]:
    content: dict[str, Any] = {
        "text": str(message.text),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if message.buttons:
        content["reply_markup"] = {"inline_keyboard": [[_button(b) for b in row] for row in message.buttons]}
    return content


def _button(button: Tap | OpenLink) -> dict[str, str]:
    if isinstance(button, OpenLink):
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}
