"""A catalogue made ready for questions: what can be asked of it, the words that ask, the names it knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from domain import places
from domain.gazetteer import Gazetteer
from domain.programs import Agency, Catalogue, Program
from domain.questions import asking, common, moments, naming
from domain.questions import ranking as rankings
from domain.questions.common import COMMON, COMMON_IDS
from domain.questions.moments import Moment
from domain.questions.ranking import NOTHING, Learn, Ranking, Ways
from domain.questions.topics import Place, Show, Topic
from domain.questions.wording import Lexicon, split

_DIGIT = re.compile(r"\d")
_SLOT = re.compile(r"\{(place|person|year)\d?\}")
# How a definition is asked for.
_DEFINED = ("what is {}", "what does {} mean", "{} definition", "what does {} stand for", "{}", "role of {}")


@dataclass(frozen=True, eq=False)
class Index:
    """One program's topics, words and names. `texts` has what each topic's facts say, by its id."""

    program: Program
    names: naming.Names
    lexicon: Lexicon
    topics: tuple[Topic, ...]
    texts: Mapping[str, str]

    @cached_property
    def topic_by_number(self) -> Mapping[int, Topic]:
        return {topic.number: topic for topic in self.topics}

    @cached_property
    def topic_by_id(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def topic_by_key(self) -> Mapping[str, Topic]:
        """By what the ranking calls them."""
        return {self.key(topic): topic for topic in self.topics}

    def key(self, topic: Topic) -> str:
        """What the ranking calls a topic: those of every program are one."""
        return topic.id if topic.id in COMMON_IDS else f"{self.program.id}:{topic.id}"

    def ways(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each way to ask, as its topic's key and its words."""
        for topic in self.topics:
            for ask in dict.fromkeys((topic.title, *topic.ask)):
                if words := self.words(ask):
                    yield self.key(topic), words
        for ask in self.program.not_on_record:
            yield NOTHING, self.words(ask)

    def words(self, ask: str) -> tuple[str, ...]:
        """The words of a way to ask, with its slots taken out as they are from a question."""
        told = _SLOT.sub(lambda slot: _SLOTS[slot[1]], ask)
        moment = moments.find(told, ()) if _DIGIT.search(told) else Moment(told)
        found = naming.programs_in(self.lexicon.mend(split(moment.rest)), self.names.programs)[1]
        return (*asking.reduced(naming.without_names(self.names, found)), *asking.dated(moment))


# Places and years are taken out of a question before it is compared.
_SLOTS = {"place": " ", "person": " theperson ", "year": " 1999 "}


class Indexes:
    """The indexes of a catalogue's programs, and what tells their topics apart; made when first asked for."""

    def __init__(
        self, catalogue: Catalogue, names: Mapping[str, places.Index], learn: Learn | None = None
    ) -> None:
        """`names` by program; `learn` may keep what is learnt."""
        self.catalogue = catalogue
        self._names = names
        self._learn = learn or rankings.learn
        self._made: dict[str, Index] = {}

    def __getitem__(self, program: Program) -> Index:
        made = self._made.get(program.id)
        if made is None:
            made = self._made[program.id] = index(program, self._names[program.id], self.catalogue.programs)
        return made

    @cached_property
    def ranking(self) -> Ranking:
        """Learnt from every program's ways to ask: seconds of work, so better done in a thread."""
        ways = self.ways()
        return Ranking(ways, self.told(), self._learn(ways))

    def ways(self) -> Ways:
        """Each way to ask, as its topic's key and its words; and what is not answered."""
        own = [way for program in self.catalogue.programs for way in self[program].ways()]
        elsewhere = [(NOTHING, tuple(asking.reduced(split(ask)))) for ask in common.elsewhere()]
        return tuple(dict.fromkeys((*own, *elsewhere)))

    def told(self) -> dict[str, str]:
        """What the facts of each topic say, by its key."""
        held = (self[program] for program in self.catalogue.programs)
        return {index.key(topic): index.texts[topic.id] for index in held for topic in index.topics}


def of(catalogue: Catalogue, gazetteer: Gazetteer) -> Indexes:
    """Indexes with the places of each program."""
    return Indexes(catalogue, {p.id: places.index(p, gazetteer) for p in catalogue.programs})


def index(program: Program, names: places.Index, programs: tuple[Program, ...]) -> Index:
    """Collect what can be asked of a program."""
    topics = tuple(_placed(program, topic) for topic in _topics(program))
    told = {topic.id: list(_texts(program, topic)) for topic in topics}
    called = [name for j in program.jurisdictions for name in (j.name, j.state, *j.aliases)]
    own = [text for texts in told.values() for text in texts]
    own += [name for term in program.terms for name in (term.name, *term.aliases)]
    own += [name for agency in program.agencies for name in _called(agency)]
    asked = (_SLOT.sub(" ", ask) for topic in topics for ask in topic.ask)
    lexicon = Lexicon(own, asked, called)
    known = naming.names(program, names, programs)
    return Index(program, known, lexicon, topics, {id: " ".join(said) for id, said in told.items()})


def _topics(program: Program) -> Iterator[Topic]:
    """The program's own, those of every program (with the program's further ways to ask), and its names."""
    own = {topic.id: topic for topic in program.topics}
    for topic in COMMON:
        more = own.pop(topic.id, None)
        yield (
            replace(more, ask=(*topic.ask, *more.ask), show=topic.show, place=topic.place) if more else topic
        )
    yield from (_defining(program, topic) for topic in own.values())
    for term in program.terms:
        if not any(term.id in topic.terms for topic in program.topics):
            yield _definition(f"term-{term.id}", term.name, (term.name, *term.aliases), terms=(term.id,))
    for agency in program.agencies:
        if not any(agency.id in topic.agencies for topic in program.topics):
            yield _definition(f"agency-{agency.id}", agency.name, _called(agency), agencies=(agency.id,))


def _called(agency: Agency) -> tuple[str, ...]:
    return (agency.name, *filter(None, (agency.abbreviation,)), *agency.aliases)


def _defining(program: Program, topic: Topic) -> Topic:
    """A topic that tells what words mean, with the ways to ask for that."""
    names = [name for t in program.terms if t.id in topic.terms for name in (t.name, *t.aliases)]
    names += [name for a in program.agencies if a.id in topic.agencies for name in _called(a)]
    return replace(topic, ask=(*topic.ask, *(way.format(name) for name in names for way in _DEFINED)))


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


def _definition(id: str, title: str, names: tuple[str, ...], **facts: Any) -> Topic:
    asks = tuple(way.format(name) for name in names for way in _DEFINED)
    return replace(Topic(id, title, asks, place=Place.NEVER), **facts)


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
