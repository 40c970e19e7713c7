"""Hostile names and arguments: no error, and nothing of theirs becomes markup."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.programs import Catalogue
from handlers import answers
from messages.message import Answer, lay_out
from sandbox.markup import parse
from tests.conftest import asking
from tests.journeys.conftest import Chat, World
from tests.sizes import size

HOSTILE = [
    "<b>Baltimore</b>",
    "</b></i><script>alert(1)</script>",
    "Baltimore&lt;",
    "'; DROP TABLE inbox; --",
    '" OR 1=1 --',
    "\u202eeromitlaB",
    "Balti\u200bmore\u2066",
    "B\u0430ltimore",  # a Cyrillic letter
    "e\u0301" * 200,
    "\U0001f9d1\u200d\U0001f692" * 300,
    "%s %d {0} {name} ${x}",
    "[n] [1] [link](https://example.org)",
    "tg://user?id=1 @somebody #tag /status",
    "\\x00\\n../../etc/passwd",
    "2017-08-10" * 30,
    "x" * 4000,
    "Baltimore " + "2017-08-10 " * 50,
    "8/10/2017",
    "99999999999999999999",
    "-1",
    "١٢",
]
COMMANDS = ["/status", "/requirements", "/deadlines", "/sources", "/help", "/nonsense", ""]


async def test_hostile_arguments_are_answered_over_the_wire(chat: Chat) -> None:
    for number, hostile in enumerate(HOSTILE):
        command = COMMANDS[number % len(COMMANDS)]
        answers = await chat.messages_after(f"{command} {hostile}".strip()[:4096])
        assert answers, hostile
        for answer in answers:
            assert "Something went wrong" not in answer["text"], hostile
            assert not any(
                entity["type"] == "text_link" and "example.org" in entity.get("url", "")
                for entity in answer.get("entities", [])
            )


async def test_hostile_names_of_people_are_no_trouble(world: World) -> None:
    for number, name in enumerate(
        ["<b>x", "\u202eevil", "a&amp;b", "'; DROP TABLE chat; --", "e\u0301" * 30]
    ):
        chat = await world.newcomer(5000 + number, name)
        assert "not a government service" in await chat.ask("/start")


TEXT = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
    | st.sampled_from(HOSTILE)
    | st.builds("{} {}".format, st.sampled_from(["Baltimore", "Springfield", "1", ""]), st.text(max_size=40))
)


@pytest.mark.soak
@settings(
    max_examples=size(300, 20_000),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TEXT)
def test_any_argument_gets_an_answer_that_telegram_takes(catalogue: Catalogue, typed: str) -> None:
    question = asking(catalogue, typed)
    said = [view(question) for view in answers.COMMANDS.values()]
    said.append(answers.to_text(question))
    for answer in said:
        for message in lay_out(answer) if isinstance(answer, Answer) else [answer]:
            text, _entities = parse(str(message.text))
            assert 0 < len(str(message.text).encode("utf-16-le")) // 2 <= 4096
            assert text.strip()
            for row in message.buttons:
                for button in row:
                    assert len(button.data.encode()) <= 64  # type: ignore[union-attr]
                    assert 0 < len(button.label) <= 64
