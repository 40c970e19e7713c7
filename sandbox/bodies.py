"""Requests of the people's API: JSON objects, read strictly, refused with a sentence."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.arguments import Json

_LONGEST_NAME = 64


class Wrong(Exception):
    """A request that makes no sense, with a sentence saying why."""


def checked(act: Callable[[Json], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Only JSON is read: no form of another page can send it without asking the browser first."""

    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.json_response({"error": "only application/json is accepted"}, status=415)
        try:
            body = await request.json()
        except ValueError:
            return web.json_response({"error": "the body is not JSON"}, status=400)
        try:
            if not isinstance(body, dict):
                raise Wrong("a JSON object is expected")
            return web.json_response(await act(body))
        except Wrong as wrong:
            return web.json_response({"error": str(wrong)}, status=400)

    return handle


def query_number(request: web.Request, name: str, default: int = 0) -> int:
    """A number of the query string; nonsense counts as 0."""
    value = request.query.get(name, str(default))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def number(body: Json, name: str, default: int | None = None) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(f"{name} must be a number")
    return value


def numbers(body: Json, name: str) -> list[int]:
    value = body.get(name, [])
    if not isinstance(value, list) or any(type(item) is not int for item in value):
        raise Wrong(f"{name} must be a list of numbers")
    return value


def flag(body: Json, name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise Wrong(f"{name} must be true or false")
    return value


def string(body: Json, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise Wrong(f"{name} must be a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Wrong(f"{name} has half a character") from None
    return value


def name(body: Json, field: str, longest: int = _LONGEST_NAME) -> str:
    value = string(body, field, "")
    if len(value) > longest:
        raise Wrong(f"{field} is longer than {longest} characters")
    return value
