"""One program made ready for questions: its topics, the words that ask for them, and the names it knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from domain import places
from domain.gazetteer import Gazetteer
from domain.programs import Catalogue, Program
from domain.questions import naming
from domain.questions.common import COMMON
from domain.questions.ranking import Ranking, Variant
from domain.questions.topics import Place, Show, Topic
from domain.questions.wording import Lexicon

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, eq=False)
class Index:
    """Made on the first question after a revision. `texts` has what each topic's facts say, by its id."""

    program: Program
    names: naming.Names
    lexicon: Lexicon
    topics: tuple[Topic, ...]
    ranking: Ranking
    texts: Mapping[str, str]

    @cached_property
    def topic_by_number(self) -> Mapping[int, Topic]:
        return {topic.number: topic for topic in self.topics}

    @cached_property
    def topic_by_id(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}


class Indexes:
    """The indexes of a catalogue's programs, each made when it is first asked for."""

    def __init__(self, catalogue: Catalogue, names: Mapping[str, places.Index]) -> None:
        self.catalogue = catalogue
        self._names = names
        self._made: dict[str, Index] = {}

    def __getitem__(self, program: Program) -> Index:
        made = self._made.get(program.id)
        if made is None:
            made = self._made[program.id] = index(program, self._names[program.id], self.catalogue.programs)
        return made


def of(catalogue: Catalogue, gazetteer: Gazetteer) -> Indexes:
    """Indexes with the places of each program."""
    return Indexes(catalogue, {p.id: places.index(p, gazetteer) for p in catalogue.programs})


def index(program: Program, names: places.Index, programs: tuple[Program, ...]) -> Index:
    """Collect what can be asked of a program."""
    topics = tuple(_placed(program, topic) for topic in _topics(program))
    lexicon = Lexicon(dict(_named(program)))
    told = {topic.id: list(_texts(program, topic)) for topic in topics}
    called = [name for j in program.jurisdictions for name in (j.name, j.state, *j.aliases)]
    lexicon.teach((text for topic in topics for text in (*topic.ask, *told[topic.id])), called)
    variants = [_variant(lexicon, topic, ask) for topic in topics for ask in (topic.title, *topic.ask)]
    ideas = {
        id: frozenset(idea for text in said for idea in lexicon.ideas(text)) for id, said in told.items()
    }
    texts = {id: " ".join(said) for id, said in told.items()}
    known = naming.names(program, names, programs)
    return Index(program, known, lexicon, topics, Ranking(variants, ideas), texts)


def _topics(program: Program) -> Iterator[Topic]:
    """The program's own, those of every program (with the program's further ways to ask), and its names."""
    own = {topic.id: topic for topic in program.topics}
    for topic in COMMON:
        more = own.pop(topic.id, None)
        yield (
            replace(more, ask=(*topic.ask, *more.ask), show=topic.show, place=topic.place) if more else topic
        )
    yield from own.values()
    for term in program.terms:
        yield _definition(f"term-{term.id}", term.name, (term.name, *term.aliases), terms=(term.id,))
    for agency in program.agencies:
        names = (agency.name, *filter(None, (agency.abbreviation,)), *agency.aliases)
        yield _definition(f"agency-{agency.id}", agency.name, names, agencies=(agency.id,))


def _placed(program: Program, topic: Topic) -> Topic:
    is_general = topic.place is Place.MAY and not _names_places(program, topic)
    return replace(topic, place=Place.NEVER) if is_general else topic


def _names_places(program: Program, topic: Topic) -> bool:
    """Whether what a topic tells can be narrowed to a place; else it says nothing of the one named."""
    if topic.show is not Show.FACTS:
        return topic.show not in {Show.REQUIREMENTS, Show.CHECK}
    labels = {detail.label for place in program.jurisdictions for detail in place.details}
    about = [
        *(e.jurisdictions for e in program.events if e.id in topic.events),
        *(d.jurisdictions for d in program.deadlines if d.id in topic.deadlines),
        *(c.about for c in program.claims if c.id in topic.claims),
        *(d.about for d in program.disagreements if d.id in topic.disagreements),
        *(q.about for q in program.open_questions if q.id in topic.open_questions),
    ]
    return any(about) or bool(labels & set(topic.details))


def _variant(lexicon: Lexicon, topic: Topic, ask: str) -> Variant:
    years = frozenset(int(year) for year in _YEAR.findall(ask))
    return Variant(topic, frozenset(lexicon.ideas(_YEAR.sub(" ", ask))), years)


def _definition(id: str, title: str, names: tuple[str, ...], **facts: Any) -> Topic:
    ask = ("what is {}", "what does {} mean", "{} definition", "what does {} stand for", "{}", "role of {}")
    asks = tuple(way.format(name) for name in names for way in ask)
    return replace(Topic(id, title, asks, place=Place.NEVER), **facts)


def _named(program: Program) -> Iterator[tuple[str, str]]:
    """The program's own words, each with the idea it stands for."""
    yield "theprogram", "PROGRAM"
    yield "the program", "PROGRAM"
    yield "program", "PROGRAM"
    yield "partnership", "PROGRAM"
    yield "otherprogram", "OTHER PROGRAM"
    yield "theoutlet", "OUTLET"
    yield "outlet", "OUTLET"
    yield "theperson", "PERSON"
    yield "person", "PERSON"
    for term in program.terms:
        for name in (term.name, *term.aliases):
            yield name, f"TERM {term.id}".upper()
    for agency in program.agencies:
        for name in (agency.name, agency.abbreviation or "", *agency.aliases):
            if name:
                yield name, f"AGENCY {agency.id}".upper()


def _texts(program: Program, topic: Topic) -> Iterator[str]:
    """What the facts of a topic say, for the words in them."""
    for events in (e for e in program.events if e.id in topic.events):
        yield from filter(None, (events.title, events.text, *(note.text for note in events.notes)))
    for deadline in (d for d in program.deadlines if d.id in topic.deadlines):
        yield from (deadline.title, deadline.asked, *(note.text for note in deadline.notes))
    for requirement in (r for r in program.requirements if r.id in topic.requirements):
        yield from (requirement.title, requirement.text, *(note.text for note in requirement.notes))
    for claim in (c for c in program.claims if c.id in topic.claims):
        yield from filter(None, (claim.says, claim.quote, claim.who, claim.role))
    for disagreement in (d for d in program.disagreements if d.id in topic.disagreements):
        yield from (disagreement.topic, disagreement.reading, *(note.text for note in disagreement.positions))
    for question in (q for q in program.open_questions if q.id in topic.open_questions):
        yield question.text
    details = (*program.details, *(detail for place in program.jurisdictions for detail in place.details))
    for detail in (d for d in details if d.label in topic.details):
        yield from (detail.label, detail.text)
    for official in (o for o in program.officials if o.id in topic.officials):
        yield official.role
    for agency in (a for a in program.agencies if a.id in topic.agencies):
        yield agency.role
    for term in (t for t in program.terms if t.id in topic.terms):
        yield term.text
    for asked in (q for q in program.questions if q.id in topic.questions):
        yield from filter(None, (asked.title, asked.text, asked.evidence, asked.help))
