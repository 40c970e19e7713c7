"""What topics tell, of each place that was named; or that nothing is known, and what else could be asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from domain import places
from domain.programs import Jurisdiction
from domain.questions import english, gathering, hearing, naming
from domain.questions.answer import Answer, Asked, Option, Outcome, Part, Previous
from domain.questions.choosing import Ranked
from domain.questions.gathering import Narrowed
from domain.questions.hearing import Heard
from domain.questions.index import Index
from domain.questions.topics import Place, Show, Topic
from domain.record import Record

_NEAREST = 3
# How many facts a topic adds that is told beside the one that fits best.
_FURTHER = 8
# So few words leave it open which place is meant.
_FEW = 2
_USUAL = ("status", "program", "deadlines", "requirements")


def tell(heard: Heard, topics: Sequence[Topic], asked: Asked, text: str, previous: Previous | None) -> Answer:
    """What the topics tell, the first of them first, of each place that was named."""
    told = [_of_topic(heard, topic, asked, text, previous) for topic in topics]
    with_facts = [answer for answer in told if _has_facts(answer)]
    is_nothing = told[0].outcome is Outcome.ANSWERED and not _has_facts(told[0])
    if is_nothing and heard.named.is_unknown_office:
        return abstain(heard.index, heard.record, text, heard=heard)
    if not with_facts or told[0].outcome is Outcome.ABSTAIN:
        return told[0]
    first, parts = with_facts[0], list[Part]()
    # Of two places each is told whole, also where one fact is about both.
    known_of = defaultdict[str, set[tuple[str, str]]](set)
    for answer in with_facts:
        for part in answer.parts:
            known = known_of[part.place.id if part.place else ""]
            new = tuple(fact for fact in part.facts if (fact.section, fact.id) not in known)
            if new:
                further = replace(part, facts=new[:_FURTHER], report=None, overview=None)
                parts.append(part if answer is first else further)
                known |= {(fact.section, fact.id) for fact in new}
    return replace(first, parts=tuple(parts))


def _has_facts(answer: Answer) -> bool:
    return answer.outcome is Outcome.ANSWERED and all(p.facts and not p.is_nothing for p in answer.parts)


def _of_topic(heard: Heard, topic: Topic, asked: Asked, text: str, previous: Previous | None) -> Answer:
    """The topic's answer, of each place that was named."""
    record, named = heard.record, heard.named
    program = record.program
    told = heard.index.texts[topic.id]
    problems = [m for m in named.matches if not isinstance(m, places.Found)]
    # A place without a record may be what a topic is about: one article names Chicago.
    problem = next(
        (m for m in problems if not (isinstance(m, places.NoRecord) and m.places[0].name in told)), None
    )
    if isinstance(problem, places.Choose) and topic.place is Place.MAY and topic.show is Show.FACTS:
        told_of = [j for j in problem.options if gathering.gather(record, topic, Narrowed(place=j)).facts]
        if len(told_of) == 1:
            named.matches = [places.Found(told_of[0]) if m is problem else m for m in named.matches]
            problem = None
    if isinstance(problem, places.Choose):
        return Answer(
            Outcome.CHOOSE,
            record,
            options=tuple(Option(program, topic, j) for j in problem.options),
            match=problem,
            previous=Previous(program.id, topic.id, offered=tuple(j.id for j in problem.options)),
            typed=text,
        )
    if isinstance(problem, places.NoRecord):
        return Answer(Outcome.NO_RECORD, record, match=problem, typed=text)
    found = [match for match in named.matches if isinstance(match, places.Found)]
    held: list[Jurisdiction | None] = list(
        dict.fromkeys(match.jurisdiction for match in found if match.jurisdiction)
    )
    if not held and previous and previous.places and _carries(heard, topic):
        held = [program.jurisdiction_by_id[id] for id in previous.places if id in program.jurisdiction_by_id]
    if not held and topic.place is Place.MAY and (own := _place_of(heard)):
        of_place = gathering.gather(
            record, topic, Narrowed(own, heard.moment.within, named.state, named.speakers)
        )
        held = [own] if of_place.facts else []
    if topic.place is Place.NEVER or not held:
        held = [None]
    if topic.show is Show.STATUS and heard.moment.within and held != [None]:
        record = hearing.record_of(program, asked, heard.moment.within[-1].counts_from)
    within = heard.moment.within if topic.show is not Show.STATUS else ()
    parts = tuple(
        gathering.gather(record, topic, Narrowed(place, within, named.state, named.speakers, named.outlets))
        for place in held
    )
    if heard.moment.within and not any(part.facts for part in parts):
        of_any_year = (
            gathering.gather(record, topic, Narrowed(place, (), named.state, named.speakers, named.outlets))
            for place in held
        )
        if held == [None] or any(part.facts for part in of_any_year):
            # Another year's: of that nothing is known, which is not nothing of the kind on record.
            return abstain(heard.index, record, text, heard=heard)
    keep = Previous(program.id, topic.id, tuple(part.place.id for part in parts if part.place))
    return said(record, parts, tuple(found), keep, text)


def _place_of(heard: Heard) -> Jurisdiction | None:
    """The one jurisdiction in whose office those named are."""
    roles = [speaker.role for speaker in heard.named.speakers]
    held = [j for j in heard.index.program.jurisdictions if any(j.name in role for role in roles)]
    return held[0] if len(held) == 1 and all(held[0].name in role for role in roles) else None


def _carries(heard: Heard, topic: Topic) -> bool:
    """Whether the place asked about before is still meant."""
    says_so = bool(english.PRONOUNS & set(heard.words)) or heard.refers_back or heard.named.is_unknown_office
    return topic.place is Place.MUST or says_so or len(heard.content) <= _FEW


def said(
    record: Record, parts: tuple[Part, ...], found: tuple[places.Found, ...], previous: Previous, text: str
) -> Answer:
    """An answer where every part has facts; of a place without any, that nothing is, and where it stands."""
    parts = tuple(part if part.facts or not part.place else gathering.nothing(part) for part in parts)
    outcome = Outcome.ANSWERED if all(part.facts or part.place for part in parts) else Outcome.NO_RECORD
    return Answer(outcome, record, parts, found=found, previous=previous, typed=text)


def abstain(
    index: Index, record: Record, text: str, ranked: Sequence[Ranked] = (), heard: Heard | None = None
) -> Answer:
    """No answer, and the nearest three questions that have one."""
    found = naming.jurisdictions(heard.named.matches) if heard else []
    place = found[0] if found else None
    topics = [r.topic for r in ranked if r.topic.place is not Place.MUST or place]
    topics += [t for id in _USUAL if (t := index.topic_by_id[id]) not in topics and (place or id != "status")]
    options = tuple(
        Option(index.program, topic, place if topic.place is not Place.NEVER else None)
        for topic in topics[:_NEAREST]
    )
    return Answer(Outcome.ABSTAIN, record, options=options, typed=text)
