"""Misses: what two askings of the same have in common, and who asked."""

from domain import misses


def test_the_same_words_are_the_same_however_they_are_written() -> None:
    assert misses.words_of("  WHO lights\nthe lamp?!") == misses.words_of("who lights the lamp")
    assert len(misses.words_of("lamp " * 1000)) <= misses.LONGEST_WORDS


def test_an_asker_is_told_from_another_and_not_found_out() -> None:
    assert misses.hash_of(2002, "secret") == misses.hash_of(2002, "secret")
    assert misses.hash_of(2002, "secret") != misses.hash_of(2003, "secret")
    assert misses.hash_of(2002, "secret") != misses.hash_of(2002, "another")
