"""The Bot API method that answers inline queries."""

import re
import time

from sandbox import keyboards, text
from sandbox.arguments import Arguments, Json, Refused
from sandbox.queries import Result
from sandbox.world import ANSWERABLE, World

_MOST_RESULTS = 50
_LONGEST_ID = 64  # bytes; of the next offset too
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWN = ("type", "id", "title", "description", "url")


async def answer_inline_query(world: World, arguments: Arguments) -> object:
    button = _button(arguments)
    results = _results(arguments)
    next_offset = arguments.text("next_offset")
    if len(next_offset.encode()) > _LONGEST_ID:
        raise Refused("NEXT_OFFSET_INVALID")
    query = world.queries.asked.get(arguments.text("inline_query_id"))
    if query is None or time.monotonic() - query.at > ANSWERABLE:
        raise Refused("query is too old and response timeout expired or query ID is invalid")
    query.results = {result.id: result for result in results}
    world.feed.publish(
        "inline_results", query.chat_id, from_id=query.person.id, inline_query_id=query.id,
        results=[result.shown for result in results], button=button, next_offset=next_offset,
        cache_time=arguments.number("cache_time", 300, 0, 86400), is_personal=arguments.flag("is_personal"),
    )  # fmt: skip
    return True


async def answer_guest_query(world: World, arguments: Arguments) -> object:
    """Post the one answer of a bot that was called to a chat that it is not in."""
    result = _result(arguments.decoded("result", "JSON encoded inline query result"))
    query = world.queries.asked.pop(arguments.text("guest_query_id"), None)
    if query is None or time.monotonic() - query.at > ANSWERABLE:
        raise Refused("query is too old and response timeout expired or query ID is invalid")
    chat = world.chats[query.chat_id]
    name = world.queries.name_post(chat.id, world.number_next(chat))
    world.post(chat, world.bot, result.text, markup=result.markup, inline_id=name)
    return {"inline_message_id": name}


def _button(arguments: Arguments) -> Json | None:
    value = arguments.decoded("button", "inline query results button")
    if value is None:
        return None
    problem = "can't parse inline query results button: "
    if not isinstance(value, dict):
        raise Refused(f"{problem}InlineQueryResultsButton must be an Object")
    if not isinstance(value.get("text"), str):
        raise Refused(f'{problem}Can\'t find field "text"')
    if "web_app" in value:
        raise Refused("web apps are not part of this sandbox")
    if "start_parameter" not in value:
        raise Refused(f"{problem}InlineQueryResultsButton must have exactly one optional field")
    start = str(value["start_parameter"])
    if not start:
        raise Refused("START_PARAM_EMPTY")
    if not _START.fullmatch(start):
        raise Refused("START_PARAM_INVALID")
    if not value["text"].strip():
        raise Refused("SWITCH_PM_TEXT_EMPTY")
    return {"text": value["text"], "start_parameter": start}


def _results(arguments: Arguments) -> list[Result]:
    value = arguments.decoded("results", "JSON encoded inline query results")
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused("expected an Array of inline query results")
    if len(value) > _MOST_RESULTS:
        raise Refused("too many inline query results specified")
    results = [_result(item) for item in value]
    for result in results:
        if not result.id:
            raise Refused("RESULT_ID_EMPTY")
        if len(result.id.encode()) > _LONGEST_ID:
            raise Refused("RESULT_ID_INVALID")
        if not str(result.shown["title"]).strip():
            raise Refused("ARTICLE_TITLE_EMPTY")
    if len({result.id for result in results}) < len(results):
        raise Refused("RESULT_ID_DUPLICATE")
    return results


def _result(item: object) -> Result:
    if not isinstance(item, dict):
        raise _unreadable("Inline query result must be an object")
    for name in ("type", "id", "title"):
        if not isinstance(item.get(name), str):
            raise _unreadable(f'Can\'t find field "{name}"')
    if item["type"].lower() != "article":
        raise Refused("only articles are part of this sandbox")
    content = item.get("input_message_content")
    if not isinstance(content, dict) or not content.get("message_text"):
        raise _unreadable("Input message content is not specified")
    try:
        words = text.read_from_bot(str(content["message_text"]), str(content.get("parse_mode") or ""))
        markup = keyboards.parse(item.get("reply_markup"))
    except Refused as refused:
        said = refused.description.removeprefix("Bad Request: ")
        raise _unreadable(said[0].upper() + said[1:]) from None
    if not markup.is_inline:
        raise _unreadable("Inline keyboard expected")
    return Result(item["id"], {name: item[name] for name in _SHOWN if name in item}, words, markup)


def _unreadable(reason: str) -> Refused:
    return Refused(f"can't parse inline query result: {reason}")
