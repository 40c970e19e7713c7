"""The envelope around everything the Bot API answers."""

from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from sandbox.arguments import Json, Refused


@dataclass(frozen=True, slots=True)
class Told:
    """A result with a sentence beside it, which Telegram gives for webhooks only."""

    result: object
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Json

    @property
    def description(self) -> str:
        """Why the call was refused, or nothing."""
        return "" if self.status == HTTPStatus.OK else str(self.body["description"])

    def to_response(self) -> web.Response:
        parameters = self.body.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        headers = {"Retry-After": str(seconds)} if seconds else None
        return web.json_response(self.body, status=self.status, headers=headers)


def accept(result: object) -> Answer:
    if isinstance(result, Told):
        return Answer(HTTPStatus.OK, {"ok": True, "result": result.result, "description": result.description})
    return Answer(HTTPStatus.OK, {"ok": True, "result": result})


def refuse(refused: Refused) -> Answer:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    return Answer(refused.code, body | ({"parameters": refused.parameters} if refused.parameters else {}))
