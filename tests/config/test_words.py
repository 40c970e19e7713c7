"""The packaged list of ordinary words: the same when it is made again, and without the names of places."""

from domain.questions import words


def test_the_list_is_what_its_source_makes_of_it() -> None:
    from config.words import derive

    listed = [line for line in derive.text().splitlines() if not line.startswith("#")]
    assert set(listed) == words.ordinary()


def test_names_of_large_places_are_no_words_and_words_are_no_names() -> None:
    assert not {"chicago", "baltimore", "stockton", "memphis"} & words.ordinary()
    assert {"reading", "mobile", "budget", "mayor", "letter"} <= words.ordinary()
