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
