"""Laying an answer out: between facts, with the sources of each page, within Telegram's limit."""

import re

from hypothesis import given
from hypothesis import strategies as st

from domain.dates import PartialDate
from domain.programs import Source
from messages.markup import Html, html, units
from messages.message import Answer, Block, Message, Tap, lay_out, line, turn_to


def source(id: str, title: str = "T") -> Source:
    return Source(
        id, "Outlet", title, "news", published=PartialDate(2017, 8, 3), url=f"https://example.org/{id}"
    )


def test_each_fact_ends_with_its_sources_and_a_footer_lists_them() -> None:
    answer = Answer((line("One", [source("a")]), line("Two", [source("b"), source("a")])), html("Checked."))
    assert str(lay_out(answer)[0].text) == (
        "One [1]\nTwo [2][1]\n\n"
        '[1] <a href="https://example.org/a">Outlet: T</a>, 3 Aug 2017\n'
        '[2] <a href="https://example.org/b">Outlet: T</a>, 3 Aug 2017\n\n'
        "Checked."
    )


def test_at_most_two_sources_stand_at_a_fact() -> None:
    text = str(lay_out(Answer((line("One", [source("a"), source("b"), source("c")]),)))[0].text)
    assert "[2]" in text
    assert "[3]" not in text


def test_a_source_without_date_or_address_says_so() -> None:
    bare = Source("x", "Outlet", "T", "news")
    assert "[1] Outlet: T, date not printed" in str(lay_out(Answer((line("One", [bare]),)))[0].text)


def test_a_long_answer_is_cut_between_facts_and_footers_travel_with_their_page() -> None:
    facts = tuple(line(f"Fact {n} " + "x" * 300, [source(f"s{n}")]) for n in range(40))
    buttons = ((Tap("More", "x"),),)
    pages = lay_out(Answer(facts, html("Checked."), buttons))
    assert len(pages) > 2
    for page in pages:
        text = str(page.text)
        named = set(re.findall(r"x \[(\d+)\]", text))
        listed = set(re.findall(r"^\[(\d+)\]", text, re.MULTILINE))
        assert named == listed
    assert [page.buttons for page in pages] == [(), *([()] * (len(pages) - 2)), buttons]
    assert [str(page.text).endswith("Checked.") for page in pages] == [False] * (len(pages) - 1) + [True]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=1500),
            st.integers(0, 3),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 40),
)
def test_no_page_is_longer_than_telegram_takes(parts: list[tuple[str, int, bool]], repeat: int) -> None:
    blocks = tuple(
        Block(html(text * repeat), tuple(source(f"s{n}", "Title " * 40) for n in range(count)), spaced)
        for text, count, spaced in parts
    )
    pages = lay_out(Answer(blocks, html("Facts last checked 21 Nov 2026.")))
    assert all(units(str(page.text)) <= 4096 for page in pages)
    assert sum(str(page.text).count("Facts last checked") for page in pages) >= 1


def test_pages_are_filled_to_the_brim_and_not_over_it() -> None:
    pages = lay_out(Answer(tuple(line("x" * 39) for _ in range(500)), html("Checked.")))
    lengths = [units(str(page.text)) for page in pages]
    assert all(4000 < length <= 4096 for length in lengths[:-1]), lengths


def test_a_single_fact_longer_than_a_page_is_cut_inside() -> None:
    pages = lay_out(Answer((line(Html("<b>" + "word " * 2000 + "</b>"), [source("a")]),)))
    assert len(pages) == 3
    assert all(str(p.text).count("<b>") == str(p.text).count("</b>") for p in pages)
    assert "[1]" in str(pages[-1].text)


def turned(answer: Answer) -> list[Message]:
    """Every page of an answer that is turned by buttons."""
    pages, number = [], 1
    while True:
        page = turn_to(answer, number, lambda label, page: Tap(label, str(page)))
        if pages and page.text == pages[-1].text:
            return pages
        pages.append(page)
        number += 1


def test_what_belongs_together_stays_on_one_page() -> None:
    """A question and its positions: half of them would read like all of them."""
    blocks = [line("Head")]
    for number in range(20):
        blocks.append(line(f"Question {number}", spaced=True))
        blocks += [line(f"position {number}.{n} " + "x" * 100) for n in range(6)]
    pages = turned(Answer(tuple(blocks), html("Checked.")))
    assert len(pages) > 4
    for page in pages:
        text = str(page.text)
        assert text.startswith("Head\nPage ")
        assert text.endswith("Checked.")
        for number in re.findall(r"Question (\d+)", text):
            assert text.count(f"position {number}.") == 6


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=900), st.booleans()), max_size=15
    ),
    st.integers(1, 12),
)
def test_no_turned_page_is_longer_than_telegram_takes(parts: list[tuple[str, bool]], repeat: int) -> None:
    blocks = tuple(
        Block(html(text * repeat), (source("a", "Title " * 40),), spaced) for text, spaced in parts
    )
    answer = Answer((line("Head " * 30), *blocks), html("Facts last checked 21 Nov 2026."))
    for page in turned(answer):
        assert units(str(page.text)) <= 4096


def test_a_page_that_does_not_exist_is_the_nearest() -> None:
    answer = Answer((line("Head"), line("One")))
    assert turn_to(answer, 99, lambda label, page: Tap(label, str(page))) == turn_to(
        answer, 0, lambda label, page: Tap(label, str(page))
    )
