"""What becomes of a text on its way into a chat."""

import pytest

from sandbox.text import Text, read_from_bot, read_from_person


def marks(text: Text) -> list[str]:
    return [f"{e.type} {e.offset}+{e.length}" for e in text.entities]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("/status Baltimore", ["bot_command 0+7"], id="a command"),
        pytest.param("😀 /help@Proviso_bot, /a/b", ["bot_command 3+17"], id="for one bot; a path is none"),
        pytest.param("see https://example.org/a_(b). Or x.org", ["url 4+24", "url 34+5"], id="addresses"),
        pytest.param("write to a.b@example.org", ["email 9+15"], id="an email"),
        pytest.param("@alex_b #news #1 $USD", ["mention 0+7", "hashtag 8+5", "cashtag 17+4"], id="tags"),
        pytest.param("and/or 3/4 e.g.this", [], id="nothing"),
    ],
)  # fmt: skip
def test_telegram_marks_some_things_by_itself(source: str, expected: list[str]) -> None:
    assert marks(read_from_person(source)) == expected
    assert marks(read_from_bot(source, "")) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("<b>/help</b>", ["bot_command 0+5", "bold 0+5"], id="bold commands"),
        pytest.param("<code>/help</code> /a", ["code 0+5", "bot_command 6+2"], id="nothing is found in code"),
        pytest.param("<code><b>x</b></code>", ["code 0+1"], id="nothing is bold in code"),
        pytest.param("<b>a</b><b>b</b>", ["bold 0+2"], id="neighbours join"),
        pytest.param("<b>a<i>b</i>c</b>", ["bold 0+1", "bold 1+2", "italic 1+1"], id="a nested piece cuts"),
        pytest.param("<blockquote><b>a</b> /x</blockquote>",
                     ["blockquote 0+4", "bold 0+1", "bot_command 2+2"],
                     id="a quote holds the rest"),
    ],
)  # fmt: skip
def test_entities_are_made_consistent(source: str, expected: list[str]) -> None:
    assert marks(read_from_bot(source, "HTML")) == expected


def test_a_bots_text_is_cleaned_and_its_entities_move_along() -> None:
    text = read_from_bot("\n \u202e<b>a\tb\r\u202c</b> 😀\u0333<i>c </i> \n", "html")
    assert text.plain == "a b 😀c"
    assert marks(text) == ["bold 0+3", "italic 6+1"]


def test_a_persons_text_keeps_everything_odd_inside() -> None:
    assert read_from_person("  a\u202e\u200b\tb\n").plain == "a\u202e\u200b\tb"
