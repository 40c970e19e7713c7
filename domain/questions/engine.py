"""From a typed question to its answer. Pure: the same question on the same record gives the same answer."""

import re
from dataclasses import replace

from domain import days, places
from domain.programs import Jurisdiction, Program
from domain.questions import asking, gathering, moments, naming
from domain.questions.answer import Answer, Asked, Outcome, Previous
from domain.questions.choosing import PLAIN, choose, is_clear
from domain.questions.gathering import Narrowed
from domain.questions.hearing import Heard, follows, hear, record_of, without_fiscal
from domain.questions.index import Index, Indexes
from domain.questions.telling import abstain, said, tell
from domain.questions.topics import Show
from domain.questions.wording import LONGEST, split
from domain.record import Record

# How well another program's topics have to fit, and how much better than the chat's own.
ELSEWHERE = 0.25
_OWN = 0.25
# How much more where it is named.
_NAMED = 0.6
# From which share of the better program's fit both are told.
AS_WELL = 0.8
# From here no other program is looked at.
SURELY = 0.45
# How sure a message is that names a place and nothing else.
BRIEF = 0.9
# Below this it is asked back which of the nearest topics is meant.
WEAK = 0.22
# How well each of two questions in one has to fit.
SURE = 0.25
_MOST_PIECES = 3
_JOINTS = re.compile(
    r"\s*(?:[?;]|,?\s+and also\b|,?\s+and\b|\bplus\b|, (?=(?:who|what|when|where|why|which|how)\b))\s*",
    re.IGNORECASE,
)


def answer(indexes: Indexes, text: str, asked: Asked) -> Answer:
    """The answer to free text, a bare name of a place included."""
    catalogue = indexes.catalogue
    chosen = catalogue.program_by_id.get(asked.program, catalogue.first)
    if asked.previous and asked.previous.program in catalogue.program_by_id:
        chosen = catalogue.program_by_id[asked.previous.program] if not asked.program else chosen
    record = Record(chosen, asked.day or asked.today, asked.today, asked.zone)
    if len(text) > LONGEST or not split(text):
        return abstain(indexes[chosen], record, text)
    bare = _bare(indexes, chosen, text, asked)
    if bare is not None:
        return bare
    mentioned, _ = naming.programs_in(split(text), indexes[chosen].names.programs)
    meant = catalogue.program_by_id[mentioned[0]] if len(set(mentioned)) == 1 else chosen
    first = _of_program(indexes, meant, text, asked)
    if first[1].outcome is Outcome.ANSWERED and first[0] >= SURELY:
        return first[1]
    others = [(_of_program(indexes, p, text, asked), p) for p in catalogue.programs if p is not meant]
    return _best([(first, meant), *others], meant, is_named=len(set(mentioned)) == 1)


def _best(answers: list[tuple[tuple[float, Answer], Program]], chosen: Program, *, is_named: bool) -> Answer:
    """The answer of the program that is meant: the chat's own, unless another's fits far better.

    Where another's fits as well, and none was named, both are told.
    """

    def merit(entry: tuple[tuple[float, Answer], Program]) -> float:
        (score, found), program = entry
        bonus = (_NAMED if is_named else _OWN) * (program is chosen)
        level = {Outcome.ANSWERED: 1.0, Outcome.CHOOSE: 0.8}.get(found.outcome, 0.0)
        if program is not chosen and score < ELSEWHERE:
            level = 0.0
        if program is chosen and found.outcome in {Outcome.NO_RECORD, Outcome.NOT_FOUND}:
            level = 0.5
        return level + score + bonus

    (first, *_), *others = sorted(answers, key=merit, reverse=True)
    if is_named or first[1].outcome is not Outcome.ANSWERED:
        return first[1]
    as_well = [one for (one, _) in others if _fits_as_well(one, first)]
    return replace(first[1], parts=(*first[1].parts, *(part for one in as_well for part in one[1].parts[:1])))


def _fits_as_well(other: tuple[float, Answer], first: tuple[float, Answer]) -> bool:
    (score, found), (best, told) = other, first
    is_told = found.outcome is Outcome.ANSWERED and all(p.facts and not p.is_nothing for p in found.parts)
    same_places = {p.place.id for p in found.parts if p.place} == {p.place.id for p in told.parts if p.place}
    return is_told and same_places and score >= max(ELSEWHERE, AS_WELL * best)


def opened(indexes: Indexes, program: Program, number: int, place: str, asked: Asked) -> Answer | None:
    """What a button asks: a topic by its number, of a place; None where it is no longer there."""
    index = indexes[program]
    topic = index.topic_by_number.get(number)
    jurisdiction = program.jurisdiction_by_id.get(place)
    if topic is None or (place and jurisdiction is None):
        return None
    record = Record(program, asked.day or asked.today, asked.today, asked.zone)
    part = gathering.gather(record, topic, Narrowed(place=jurisdiction))
    return said(record, (part,), (), Previous(program.id, topic.id, (place,) if place else ()), "")


def _bare(indexes: Indexes, program: Program, text: str, asked: Asked) -> Answer | None:
    """A name of a place by itself, with or without a day: its status, as /status gives it."""
    if asked.previous and (follows(text) or text.rstrip().endswith("?")):
        return None
    index = indexes[program]
    split_off = days.split_day(text)
    if isinstance(split_off, days.NoSuchDay):
        return Answer(Outcome.ABSTAIN, record_of(program, asked, None), day=split_off, typed=text)
    match = index.names.find(split_off.rest)
    if isinstance(match, places.NotFound) or _is_sentence(index, split_off.rest, match):
        return None
    if isinstance(split_off, days.EitherDay):
        return Answer(Outcome.CHOOSE, record_of(program, asked, None), match=match, day=split_off, typed=text)
    if split_off.day and split_off.day > asked.today:
        return Answer(Outcome.ABSTAIN, record_of(program, asked, None), day=split_off.day, typed=text)
    record = record_of(program, asked, split_off.day)
    if isinstance(match, places.Choose):
        previous = Previous(program.id, "status", offered=tuple(j.id for j in match.options))
        return Answer(Outcome.CHOOSE, record, match=match, previous=previous, typed=text)
    if isinstance(match, places.NoRecord):
        elsewhere = _elsewhere(indexes, program, split_off.rest)
        if elsewhere and not asked.program:
            return _bare(indexes, elsewhere[0][0], text, replace(asked, program=elsewhere[0][0].id))
        return Answer(Outcome.NO_RECORD, record, match=match, elsewhere=tuple(elsewhere), typed=text)
    part = gathering.gather(record, index.topic_by_id["status"], Narrowed(place=match.jurisdiction))
    previous = Previous(program.id, "status", (match.jurisdiction.id,))
    return said(record, (part,), (match,), previous, text)


def _is_sentence(index: Index, rest: str, match: places.Found | places.Choose | places.NoRecord) -> bool:
    """Whether words that happen to be near a name are rather words of a question."""
    is_exact = isinstance(match, places.Choose) or not match.corrected
    return not is_exact and any(map(index.lexicon.explains, split(rest)))


def _elsewhere(indexes: Indexes, program: Program, typed: str) -> list[tuple[Program, Jurisdiction]]:
    found = []
    for other in indexes.catalogue.programs:
        if other is not program:
            match = indexes[other].names.find(typed)
            if isinstance(match, places.Found) and not match.corrected:
                found.append((other, match.jurisdiction))
    return found


def _of_program(indexes: Indexes, program: Program, text: str, asked: Asked) -> tuple[float, Answer]:
    """How well the question fits one program, and that program's answer."""
    index = indexes[program]
    happened = [event.date for event in index.program.events if event.date]
    moment = moments.find(without_fiscal(index.program, text), happened)
    if moment.problem is not None:
        outcome = Outcome.CHOOSE if isinstance(moment.problem, days.EitherDay) else Outcome.ABSTAIN
        return 0.0, Answer(outcome, record_of(index.program, asked, None), day=moment.problem, typed=text)
    if moment.by and moment.by > asked.today:
        return 0.0, Answer(Outcome.ABSTAIN, record_of(index.program, asked, None), day=moment.by, typed=text)
    heard = hear(indexes, index, moment, asked, text)
    return _two(heard, asked) or _understood(heard, asked, text)


def _understood(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer]:
    """The whole text, or what it leads up to, or the one piece of it that is a question: what fits best."""
    readings = dict.fromkeys((*asking.readings(heard.moment.rest), *asking.questions_in(heard.moment.rest)))
    found = [_briefly(heard, asked, text) or _one(heard, asked, text)]
    if found[0][1].outcome is not Outcome.ANSWERED or found[0][0] < PLAIN:
        further = (_hear_again(heard, reading, asked) for reading in readings if reading != heard.moment.rest)
        found += [_one(inner, asked, text) for inner in further if inner.content]
    return max(found, key=lambda one: (one[1].outcome is not Outcome.ABSTAIN, one[0]))


def _hear_again(heard: Heard, text: str, asked: Asked) -> Heard:
    """A part of the text, with the day and the places of all of it."""
    if text == heard.moment.rest:
        return heard
    inner = hear(heard.indexes, heard.index, replace(heard.moment, rest=text), asked, text)
    is_clearer = not any(isinstance(match, places.Choose) for match in heard.named.matches)
    if not inner.named.matches or (
        is_clearer and any(isinstance(m, places.Choose) for m in inner.named.matches)
    ):
        # Cut off at a comma, a name can have lost its state.
        inner.named.matches = heard.named.matches
    return inner


def _briefly(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer] | None:
    """What a message without a question of its own asks: what was asked before, or a place's status."""
    index = heard.index
    previous = heard.before(asked)
    if heard.content:
        return None
    kept = index.topic_by_id.get(previous.topic) if previous else None
    offered = _offered(heard, previous)
    if offered is not None:
        heard.named.matches = [places.Found(offered)]
    elif not heard.has_place and not (kept and heard.is_follow_up and heard.moment.within):
        return None
    return BRIEF, tell(heard, (kept or index.topic_by_id["status"],), asked, text, previous)


def _offered(heard: Heard, previous: Previous | None) -> Jurisdiction | None:
    """The one of the places offered before that lies in the state just named."""
    by_id = heard.index.program.jurisdiction_by_id
    held = [by_id[id] for id in (previous.offered if previous else ()) if id in by_id]
    fitting = [place for place in held if place.state_code == heard.named.state]
    return fitting[0] if len(fitting) == 1 else None


def _one(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer]:
    """How well one question fits, and its answer."""
    index, record, previous = heard.index, heard.record, heard.before(asked)
    if not heard.content or heard.is_small_talk:
        return 0.0, abstain(index, record, text)
    choice = choose(heard, previous)
    if len(choice.unknown) == 1 and not heard.has_place and choice.ranked[0].topic.show is Show.STATUS:
        match = index.names.find(choice.unknown[0])
        if isinstance(match, places.NotFound):
            return choice.score, Answer(Outcome.NOT_FOUND, record, match=match, typed=text)
    if not choice.told and choice.is_about_the_record and _is_about_a_place(heard):
        # Asked for in words that fit nothing in particular: where it stands is never beside the point.
        return choice.score, tell(heard, (index.topic_by_id["status"],), asked, text, previous)
    if not choice.told:
        return choice.score, abstain(index, record, text, choice.ranked, heard)
    if choice.score < WEAK and len(choice.told) > 1:
        options = abstain(index, record, text, choice.ranked, heard).options
        return choice.score, Answer(Outcome.CHOOSE, record, options=options, typed=text)
    return choice.score, tell(heard, choice.told, asked, text, previous)


def _is_about_a_place(heard: Heard) -> bool:
    """Whether it names places of the record, and nobody besides."""
    matches = heard.named.matches
    return bool(matches) and not heard.named.speakers and all(isinstance(m, places.Found) for m in matches)


def _two(heard: Heard, asked: Asked) -> tuple[float, Answer] | None:
    """Two questions in one, where each is clear by itself."""
    pieces = [piece for piece in _JOINTS.split(heard.moment.rest) if piece and split(piece)]
    if not 1 < len(pieces) <= _MOST_PIECES:
        return None
    answers: list[Answer] = []
    scores: list[float] = []
    previous: Previous | None = asked.previous
    for piece in pieces:
        inner = hear(heard.indexes, heard.index, replace(heard.moment, rest=piece), asked, piece)
        if not inner.content or not is_clear(inner):
            return None
        score, told = _one(inner, replace(asked, previous=previous), piece)
        is_told = told.outcome is Outcome.ANSWERED and told.previous is not None
        if not is_told or score < SURE:
            return None
        if inner.named.matches or not previous:
            previous = told.previous
        answers.append(told)
        scores.append(score)
    parts = tuple(part for told in answers for part in told.parts)
    if len({part.topic.id for part in parts}) < 2:
        return None
    found = tuple(match for told in answers for match in told.found)
    return sum(scores), Answer(
        Outcome.ANSWERED, answers[0].record, parts, found=found, previous=answers[-1].previous
    )
