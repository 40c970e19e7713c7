"""From a typed question to its answer. Pure: the same question on the same record gives the same answer."""

import re
from dataclasses import dataclass, replace
from datetime import date

from domain import days, places
from domain.programs import Jurisdiction, Program
from domain.questions import asking, gathering, moments, naming
from domain.questions.answer import Answer, Asked, Option, Outcome, Part, Previous
from domain.questions.common import COMMON_IDS
from domain.questions.gathering import Narrowed
from domain.questions.index import Index, Indexes
from domain.questions.ranking import Ranked
from domain.questions.topics import Place, Show, Topic
from domain.questions.wording import LONGEST, Word, split
from domain.record import Record

# How well a topic has to fit, how much of the question has to be understood, how far ahead of the next; and
# the weight from which one idea that is not understood is too much.
ENOUGH = 0.62
UNDERSTOOD = 0.7
MARGIN = 0.03
HEAVY = 2.6
# How much better a piece of a message has to fit than the whole would have to.
SURER = 0.1
WEIGHTY = 2.0
# From here no other program is looked at.
SURE = 0.95
_NEAREST = 3
# How much better another program's answer has to fit than the one of the chat's own.
_OWN = 0.2
# What two places may be asked about without a topic.
_PLAIN = frozenset({"DIFFERENCE", "WHAT", "PROGRAM", "BOTH", "FIRST", "LAST", "CITY", "STATUS"})
_FOLLOWS = re.compile(
    r"^\s*(?:and|what about|how about|what abuot|also|same for|or|ok and|but)\b", re.IGNORECASE
)
_PRONOUNS = frozenset({"they", "it", "its", "them", "their", "there", "he", "she", "his", "her", "him"})
_JOINTS = re.compile(r"\s*(?:\?|;|, and\b|\band also\b|\band\b|\bplus\b|, )\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """A question understood as far as names and words go, for one program."""

    index: Index
    record: Record
    moment: moments.Moment
    named: naming.Named
    words: tuple[Word, ...]
    is_follow_up: bool


def answer(indexes: Indexes, text: str, asked: Asked) -> Answer:
    """The answer to free text, a bare name of a place included."""
    catalogue = indexes.catalogue
    chosen = catalogue.program_by_id.get(asked.program, catalogue.first)
    if asked.previous and asked.previous.program in catalogue.program_by_id:
        chosen = catalogue.program_by_id[asked.previous.program] if not asked.program else chosen
    record = Record(chosen, asked.day or asked.today, asked.today, asked.zone)
    if len(text) > LONGEST or not split(text):
        return _abstain(indexes[chosen], record, text)
    bare = _bare(indexes, chosen, text, asked)
    if bare is not None:
        return bare
    mentioned, _ = naming.programs_in(split(text), indexes[chosen].names.programs, chosen.id)
    meant = catalogue.program_by_id[mentioned[0]] if len(set(mentioned)) == 1 else chosen
    score, own = _of_program(indexes[meant], text, asked)
    if own.outcome is Outcome.ANSWERED and score >= SURE:
        return own
    others = [(_of_program(indexes[p], text, asked), p) for p in catalogue.programs if p is not meant]
    return _best([((score, own), meant), *others], meant)


def _best(answers: list[tuple[tuple[float, Answer], Program]], chosen: Program) -> Answer:
    """The answer of the program that is meant: the chat's own, unless another's fits far better."""

    def merit(entry: tuple[tuple[float, Answer], Program]) -> float:
        (score, found), program = entry
        bonus = _OWN * (program is chosen)
        level = {Outcome.ANSWERED: 1.0, Outcome.CHOOSE: 0.8, Outcome.NO_RECORD: 0.5}.get(found.outcome, 0.0)
        return level + score + bonus

    return max(answers, key=merit)[0][1]


def opened(indexes: Indexes, program: Program, number: int, place: str, asked: Asked) -> Answer | None:
    """What a button asks: a topic by its number, of a place; None where it is no longer there."""
    index = indexes[program]
    topic = index.topic_by_number.get(number)
    jurisdiction = program.jurisdiction_by_id.get(place)
    if topic is None or (place and jurisdiction is None):
        return None
    record = Record(program, asked.day or asked.today, asked.today, asked.zone)
    part = gathering.gather(record, topic, Narrowed(place=jurisdiction))
    return _said(record, (part,), (), Previous(program.id, topic.id, (place,) if place else ()), "")


def _bare(indexes: Indexes, program: Program, text: str, asked: Asked) -> Answer | None:
    """A name of a place by itself, with or without a day: its status, as /status gives it."""
    if asked.previous and _FOLLOWS.match(text):
        return None
    index = indexes[program]
    split_off = days.split_day(text)
    if isinstance(split_off, days.NoSuchDay):
        return Answer(Outcome.ABSTAIN, _record(program, asked, None), day=split_off, typed=text)
    match = index.names.find(split_off.rest)
    if isinstance(match, places.NotFound) or _is_sentence(index, split_off.rest, match):
        return None
    if isinstance(split_off, days.EitherDay):
        return Answer(Outcome.CHOOSE, _record(program, asked, None), match=match, day=split_off, typed=text)
    if split_off.day and split_off.day > asked.today:
        return Answer(Outcome.ABSTAIN, _record(program, asked, None), day=split_off.day, typed=text)
    record = _record(program, asked, split_off.day)
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
    return _said(record, (part,), (match,), previous, text)


def _is_sentence(index: Index, rest: str, match: places.Match) -> bool:
    """Whether words that happen to be near a name are rather words of a question."""
    words = split(rest)
    exact = (
        isinstance(match, places.Choose) or not match.corrected
        if not isinstance(match, places.NotFound)
        else False
    )
    return not exact and any(map(index.lexicon.explains, words))


def _elsewhere(indexes: Indexes, program: Program, typed: str) -> list[tuple[Program, Jurisdiction]]:
    found = []
    for other in indexes.catalogue.programs:
        if other is not program:
            match = indexes[other].names.find(typed)
            if isinstance(match, places.Found) and not match.corrected:
                found.append((other, match.jurisdiction))
    return found


def _record(program: Program, asked: Asked, day: date | None) -> Record:
    return Record(program, min(day or asked.day or asked.today, asked.today), asked.today, asked.zone)


def _of_program(index: Index, text: str, asked: Asked) -> tuple[float, Answer]:
    """How well the question fits one program, and that program's answer."""
    happened = [event.date for event in index.program.events if event.date]
    moment = moments.find(_without_fiscal(index.program, text), happened)
    if moment.problem is not None:
        outcome = Outcome.CHOOSE if isinstance(moment.problem, days.EitherDay) else Outcome.ABSTAIN
        return 0.0, Answer(outcome, _record(index.program, asked, None), day=moment.problem, typed=text)
    if moment.by and moment.by > asked.today:
        return 0.0, Answer(Outcome.ABSTAIN, _record(index.program, asked, None), day=moment.by, typed=text)
    heard = hear(index, moment, asked, text)
    return _two(heard, asked) or _understood(heard, asked, text)


def _understood(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer]:
    """The whole text, else what it leads up to, else the one piece of it that is a question."""
    found: tuple[float, Answer] | None = None
    for reading in asking.readings(heard.moment.rest):
        found = _one(_hear_again(heard, reading, asked), asked, text)
        if found[1].outcome is not Outcome.ABSTAIN:
            return found
    assert found is not None
    return _of_pieces(heard, asked, text) or found


def _of_pieces(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer] | None:
    """The one piece of a message that is understood, where no other piece is a question too."""
    clear: list[tuple[float, Answer]] = []
    for piece in asking.pieces(heard.moment.rest):
        short = asking.readings(piece)[0]
        inner = _hear_again(heard, short, asked)
        if not any(word.idea for word in inner.words):
            continue
        inner.named.matches = heard.named.matches
        found = _one(inner, asked, text)
        weight = sum(heard.index.ranking.weight(word) for word in inner.words if word.idea)
        if found[1].outcome is Outcome.ANSWERED and found[0] >= ENOUGH + SURER and weight >= WEIGHTY:
            clear.append(found)
        elif asking.is_question(short):
            return None
    topics = {part.topic.id for _, found in clear for part in found.parts}
    return clear[0] if len(topics) == 1 else None


def _hear_again(heard: Heard, text: str, asked: Asked) -> Heard:
    """A part of the text, with the day and the places of all of it."""
    if text == heard.moment.rest:
        return heard
    inner = hear(heard.index, replace(heard.moment, rest=text), asked, text)
    if not inner.named.matches:
        inner.named.matches = heard.named.matches
    return inner


def _without_fiscal(program: Program, text: str) -> str:
    """The fiscal year that is the program's own name says nothing of when."""
    year = moments.fiscal_year(text)
    if year is not None and str(year) in program.name:
        return re.sub(r"\b(?:fy|fiscal\s+year|fiscal)\s*'?(?:\d{4}|\d{2})\b", " ", text, flags=re.IGNORECASE)
    return re.sub(r"\b(fy|fiscal\s+year|fiscal)\s*'?(\d{2,4})\b", r" fiscalyear ", text, flags=re.IGNORECASE)


def hear(index: Index, moment: moments.Moment, asked: Asked, text: str) -> Heard:
    """Take the names out of a text, and bring the rest to ideas."""
    _, words = naming.programs_in(asking.words(moment.rest), index.names.programs, index.program.id)
    named = naming.find(index.names, index.lexicon, _mended(index, words), moment.rest)
    read = tuple(index.lexicon.read(named.words))
    follows = bool(_FOLLOWS.match(text)) and asked.previous is not None
    return Heard(index, _record(index.program, asked, moment.by), moment, named, read, follows)


def _mended(index: Index, words: list[str]) -> list[str]:
    """Slips put right, but of names: a place's is told to the reader."""
    return [
        word if index.lexicon.explains(word) or _is_place(index, word) else index.lexicon.mend([word])[0]
        for word in words
    ]


def _is_place(index: Index, word: str) -> bool:
    return len(word) > 4 and isinstance(index.names.find(word), places.Found)


def _one(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer]:
    index, record = heard.index, heard.record
    previous = asked.previous if asked.previous and asked.previous.program == index.program.id else None
    ranked = [
        replace(r, score=r.score + _preference(r.topic, heard))
        for r in index.ranking.rank(heard.words, _years(heard))
        if _fits(r.topic, heard, previous)
    ]
    ranked.sort(key=lambda r: -r.score)
    best = ranked[0] if ranked else None
    is_clear = best is not None and _is_clear(best)
    content = [word for word in heard.words if word.idea]
    named_something = bool(heard.named.matches)
    offered = _offered(heard, previous)
    if offered is not None and not content:
        heard.named.matches = [places.Found(offered)]
        kept = index.topic_by_id.get(previous.topic if previous else "", index.topic_by_id["status"])
        return 0.9, _tell(heard, kept, asked, text, previous)
    if not is_clear and previous and previous.topic and _is_elliptic(heard, content):
        again = index.topic_by_id.get(previous.topic)
        if again is not None:
            return 0.9, _tell(heard, again, asked, text, previous)
    if named_something and {word.idea for word in content} <= _PLAIN:
        return 0.9, _tell(heard, index.topic_by_id["status"], asked, text, previous)
    if not is_clear and (unknown := _unknown_place(heard, asked)) is not None:
        return 0.0, Answer(Outcome.NOT_FOUND, record, match=unknown, typed=text)
    if best is None or not is_clear:
        return (best.score if best else 0.0), _abstain(index, record, text, ranked, heard)
    rivals = [r for r in ranked[1:] if best.score - r.score < MARGIN and r.explained >= UNDERSTOOD]
    told = _tell(heard, best.topic, asked, text, previous)
    if rivals and told.outcome is Outcome.ANSWERED:
        settled = _same_answer(told, [_tell(heard, r.topic, asked, text, previous) for r in rivals])
        if settled is None:
            found = naming.jurisdictions(heard.named.matches)
            options = tuple(
                Option(index.program, r.topic, found[0] if found else None) for r in (best, *rivals[:2])
            )
            return best.score, Answer(Outcome.CHOOSE, record, options=options, typed=text)
        told = settled
    return best.score, told


def _years(heard: Heard) -> frozenset[int]:
    moment = heard.moment
    return frozenset(when.year for when in (*moment.within, moment.named) if when)


def _is_clear(ranked: Ranked) -> bool:
    """Whether a topic fits well enough, and nothing of weight is left that it says nothing of."""
    allowed = ranked.unexplained < HEAVY or ranked.explained > 0.82
    return ranked.score >= ENOUGH and ranked.explained >= UNDERSTOOD and allowed


def _preference(topic: Topic, heard: Heard) -> float:
    """A little more for what is about a place where one is named, a little less for what a word means."""
    if topic.id.startswith(("term-", "agency-")):
        return -0.05
    if topic.place is Place.MUST and heard.named.matches:
        return 0.05
    if topic.show is Show.PLACES and heard.moment.within:
        return 0.05
    return -0.035 if topic.id in COMMON_IDS else 0.0


def _unknown_place(heard: Heard, asked: Asked) -> places.NotFound | None:
    """A name, written as one, where a place would have to stand for the rest to ask for its status."""
    unknown = [word.typed for word in heard.words if word.idea and not word.known]
    rest = tuple(word for word in heard.words if not word.idea or word.known)
    best = next(iter(heard.index.ranking.rank(rest)), None)
    is_status = best is not None and best.topic.id == "status" and best.score >= 1 and best.explained >= 1
    capitals = re.findall(r"(?<=[a-z] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*", heard.moment.rest)
    names = [name for name in capitals if split(name) == unknown]
    if heard.named.matches or not is_status or len(names) != 1:
        return None
    match = heard.index.names.find(names[0])
    return match if isinstance(match, places.NotFound) else None


def _offered(heard: Heard, previous: Previous | None) -> Jurisdiction | None:
    """The one of the places offered before that lies in the state just named."""
    by_id = heard.index.program.jurisdiction_by_id
    held = [by_id[id] for id in (previous.offered if previous else ()) if id in by_id]
    fitting = [place for place in held if place.state_code == heard.named.state]
    return fitting[0] if len(fitting) == 1 else None


def _same_answer(told: Answer, rivals: list[Answer]) -> Answer | None:
    """The answer that holds all that the others would say, if one does."""
    everyone = [told, *(r for r in rivals if r.outcome is Outcome.ANSWERED)]
    ids = [{(fact.section, fact.id) for fact in one.facts} for one in everyone]
    for one, own in zip(everyone, ids, strict=True):
        if all(other <= own for other in ids):
            return one
    return None


def _is_elliptic(heard: Heard, content: list[Word]) -> bool:
    """Whether a question makes sense only after the one before it."""
    unknown = [word for word in content if not word.known]
    return not unknown and (heard.is_follow_up or len(content) <= 1)


def _fits(topic: Topic, heard: Heard, previous: Previous | None) -> bool:
    has_place = bool(heard.named.matches) or (previous is not None and bool(previous.places))
    if heard.named.speakers and not _speaks(topic, heard):
        return False
    if topic.place is Place.MUST:
        return has_place
    if topic.show is Show.STATUS and topic.place is Place.NEVER and heard.named.state:
        return False
    if topic.show is Show.STATUS and heard.moment.within and topic.place is Place.NEVER:
        return False
    if topic.place is Place.NEVER:
        asks = " ".join(topic.ask)
        return all(
            isinstance(m, places.NoRecord) and m.places[0].name.lower() in asks for m in heard.named.matches
        )
    return True


def _speaks(topic: Topic, heard: Heard) -> bool:
    """Whether a topic tells of somebody who was named."""
    if topic.show in {Show.CLAIMS, Show.PEOPLE, Show.REPLIES} or topic.neutral:
        return True
    text = heard.index.texts[topic.id]
    return any(
        speaker.official in topic.officials or speaker.name.split()[-1] in text
        for speaker in heard.named.speakers
    )


def _two(heard: Heard, asked: Asked) -> tuple[float, Answer] | None:
    """Two questions in one: each understood by itself, where the whole is not better understood as one."""
    pieces = [piece for piece in _JOINTS.split(heard.moment.rest) if piece and split(piece)]
    if not 1 < len(pieces) < 4:
        return None
    index = heard.index
    whole = index.ranking.rank(heard.words, _years(heard))
    answers: list[Answer] = []
    scores: list[float] = []
    previous: Previous | None = asked.previous
    for piece in pieces:
        inner = hear(index, replace(heard.moment, rest=piece), asked, piece)
        if not any(word.idea for word in inner.words):
            return None
        score, told = _one(inner, replace(asked, previous=previous), piece)
        if told.outcome is not Outcome.ANSWERED or told.previous is None:
            return None
        if inner.named.matches or not previous:
            previous = told.previous
        answers.append(told)
        scores.append(score)
    topics = {part.topic.id for told in answers for part in told.parts}
    if len(topics) < 2:
        return None
    if whole and whole[0].score >= min(scores) + 0.05 and whole[0].explained >= UNDERSTOOD:
        return None
    parts = tuple(part for told in answers for part in told.parts)
    found = tuple(match for told in answers for match in told.found)
    return min(scores), Answer(
        Outcome.ANSWERED, answers[0].record, parts, found=found, previous=answers[-1].previous
    )


def _tell(heard: Heard, topic: Topic, asked: Asked, text: str, previous: Previous | None) -> Answer:
    """The topic's answer, of each place that was named."""
    record, named = heard.record, heard.named
    program = record.program
    told = heard.index.texts[topic.id]
    problems = [m for m in named.matches if not isinstance(m, places.Found)]
    # A place without a record may be what a topic is about: one article names Chicago.
    problem = next(
        (m for m in problems if not (isinstance(m, places.NoRecord) and m.places[0].name in told)), None
    )
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
    if topic.place is Place.NEVER or not held:
        held = [None]
    if topic.show is Show.STATUS and heard.moment.within and held != [None]:
        record = _record(program, asked, heard.moment.within[-1].counts_from)
    within = heard.moment.within if topic.show is not Show.STATUS else ()
    parts = tuple(
        gathering.gather(record, topic, Narrowed(place, within, named.state, named.speakers, named.outlets))
        for place in held
    )
    if heard.moment.within and not any(part.facts for part in parts):
        # Another year's: of that nothing is known, which is not the same as nothing of the kind on record.
        return _abstain(heard.index, record, text, heard=heard)
    keep = Previous(program.id, topic.id, tuple(part.place.id for part in parts if part.place))
    return _said(record, parts, tuple(found), keep, text)


def _carries(heard: Heard, topic: Topic) -> bool:
    """Whether the place asked about before is still meant."""
    pronouns = {word for part in heard.words for word in part.typed.split()} & _PRONOUNS
    content = [word for word in heard.words if word.idea]
    return topic.place is Place.MUST or bool(pronouns) or len(content) <= 2


def _said(
    record: Record, parts: tuple[Part, ...], found: tuple[places.Found, ...], previous: Previous, text: str
) -> Answer:
    """An answer where every part has facts; of a place without any, that nothing is, and where it stands."""
    parts = tuple(part if part.facts or not part.place else gathering.nothing(part) for part in parts)
    outcome = Outcome.ANSWERED if all(part.facts or part.place for part in parts) else Outcome.NO_RECORD
    return Answer(outcome, record, parts, found=found, previous=previous, typed=text)


def _abstain(
    index: Index, record: Record, text: str, ranked: list[Ranked] | None = None, heard: Heard | None = None
) -> Answer:
    """No answer, and the nearest three questions that have one."""
    found = naming.jurisdictions(heard.named.matches) if heard else []
    place = found[0] if found else None
    topics = [r.topic for r in ranked or () if r.topic.place is not Place.MUST or place]
    usual = ("status", "program", "deadlines", "requirements")
    topics += [t for id in usual if (t := index.topic_by_id[id]) not in topics and (place or id != "status")]
    options = tuple(
        Option(index.program, topic, place if topic.place is not Place.NEVER else None)
        for topic in topics[:_NEAREST]
    )
    return Answer(Outcome.ABSTAIN, record, options=options, typed=text)
