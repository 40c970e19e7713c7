"""A topic that could not be answered is told with its line before anybody asks."""

from pathlib import Path

import pytest

from config import files

EXAMPLE = (Path(__file__).parents[2] / "docs" / "example-program.yaml").read_text()
TOPICS = "\ntopics:\n  - id: mine\n    title: Mine\n    ask: [what is mine]\n"


@pytest.mark.parametrize(
    ("more", "id"),
    [
        pytest.param("    details: [No such label]\n", "unknown-label", id="a label of no detail"),
        pytest.param("", "topic-without-facts", id="no facts"),
        pytest.param("    events: [nothing]\n", "unknown-id", id="an id of nothing"),
        pytest.param("    show: deadlines\n", "", id="a view is enough"),
    ],
)
def test_a_topic_says_what_is_wrong_with_it(more: str, id: str) -> None:
    text = (EXAMPLE + TOPICS + more).encode()
    if not id:
        assert files.parse(text, "mine.yaml").topics[-1].id == "mine"
        return
    with pytest.raises(files.ProgramFileError) as refused:
        files.parse(text, "mine.yaml")
    assert [problem.id for problem in refused.value.problems] == [id]


@pytest.mark.parametrize(
    ("more", "id"),
    [
        pytest.param(
            "  - id: other\n    title: Other\n    show: open\n    ask: [what is Mine?]\n",
            "way-of-two",
            id="two topics",
        ),
        pytest.param("not_on_record: [What is mine]\n", "way-of-two", id="a topic and no answer"),
        pytest.param("not_on_record: [what is not, What is not?]\n", "", id="twice in one place"),
        pytest.param('not_on_record: ["who is {mayor}"]\n', "unknown-slot", id="a slot nobody fills"),
    ],
)
def test_a_way_to_ask_stands_in_one_place(more: str, id: str) -> None:
    text = (EXAMPLE + TOPICS + "    show: deadlines\n" + more).encode()
    if not id:
        assert files.parse(text, "mine.yaml").not_on_record
        return
    with pytest.raises(files.ProgramFileError) as refused:
        files.parse(text, "mine.yaml")
    assert [problem.id for problem in refused.value.problems] == [id]


def test_two_topics_that_a_button_cannot_tell_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.questions.topics._NUMBERS", 2)
    both = (
        TOPICS
        + "    show: deadlines\n"
        + TOPICS.split("topics:\n")[1].replace("mine", "other")
        + "    show: open\n"
    )
    with pytest.raises(files.ProgramFileError, match="cannot be told from"):
        files.parse((EXAMPLE + both).encode(), "mine.yaml")
