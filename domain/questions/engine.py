"""From a typed question to its answer. Pure: the same question on the same record gives the same answer."""

import re
from dataclasses import dataclass, replace
from datetime import date

from domain import days, places
from domain.programs import Jurisdiction, Program
from domain.questions import asking, english, gathering, moments, naming
from domain.questions.answer import Answer, Asked, Option, Outcome, Part, Previous
from domain.questions.gathering import Narrowed
from domain.questions.index import Index, Indexes
from domain.questions.topics import Place, Show, Topic
from domain.questions.wording import LONGEST, split
from domain.record import Record

# From where a question is taken for one that is answered.
ENOUGH = -1.2
LEAST = 0.12
# What somebody is asked about most: who they are and what they said.
_OF_PEOPLE = 0.15
# From here a topic fits so well that nothing else is tried.
PLAIN = 0.3
# How well another program's topics have to fit, where the chat's own do not.
ELSEWHERE = 0.25
# What is told: topics that fit nearly as well as the best, as a share of it.
NEARLY = 0.6
MOST_TOLD = 3
# From here no other program is looked at.
SURELY = 0.6
# How sure a message is that names a place and nothing else.
BRIEF = 0.9
_NEAREST = 3
# A message of so few words may go on from the one before.
_SHORT = 3
# How much somebody on record speaks for one.
_KNOWN_PERSON = 1.0
# How much a name that nobody knows speaks against an answer.
_UNKNOWN_NAME = 2.0
# How much better another program's answer has to fit than the one of the chat's own.
_OWN = 0.25
_YEAR = re.compile(r"y(?:19|20)\d\d")
_FOLLOWS = re.compile(
    r"^\s*(?:and|what about|how about|what abuot|also|same for|or|ok and|but)\b", re.IGNORECASE
)
# How clear each of two questions has to be.
SURE = 0.25
CLEAR = 1.0
_JOINTS = re.compile(
    r"\s*(?:[?;]|,?\s+and also\b|,?\s+and\b|\bplus\b|, (?=(?:who|what|when|where|why|which|how)\b))\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A question understood as far as names and words go, for one program."""

    indexes: Indexes
    index: Index
    record: Record
    moment: moments.Moment
    named: naming.Named
    words: tuple[str, ...]
    is_follow_up: bool

    @property
    def has_place(self) -> bool:
        return bool(self.named.matches)

    @property
    def content(self) -> list[str]:
        """The words that could ask for something."""
        return [word for word in self.words if word not in english.EMPTY and not _YEAR.fullmatch(word)]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic and how well it fits, about 0 to 1."""

    topic: Topic
    score: float


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
    mentioned, _ = naming.programs_in(split(text), indexes[chosen].names.programs)
    meant = catalogue.program_by_id[mentioned[0]] if len(set(mentioned)) == 1 else chosen
    first = _of_program(indexes, meant, text, asked)
    if first[1].outcome is Outcome.ANSWERED and first[0] >= SURELY:
        return first[1]
    others = [(_of_program(indexes, p, text, asked), p) for p in catalogue.programs if p is not meant]
    return _best([(first, meant), *others], meant)


def _best(answers: list[tuple[tuple[float, Answer], Program]], chosen: Program) -> Answer:
    """The answer of the program that is meant: the chat's own, unless another's fits far better."""

    def merit(entry: tuple[tuple[float, Answer], Program]) -> float:
        (score, found), program = entry
        bonus = _OWN * (program is chosen)
        level = {Outcome.ANSWERED: 1.0, Outcome.CHOOSE: 0.8}.get(found.outcome, 0.0)
        if program is not chosen and score < ELSEWHERE:
            level = 0.0
        if program is chosen and found.outcome in {Outcome.NO_RECORD, Outcome.NOT_FOUND}:
            level = 0.5
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
    if asked.previous and (_FOLLOWS.match(text) or text.rstrip().endswith("?")):
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


def _of_program(indexes: Indexes, program: Program, text: str, asked: Asked) -> tuple[float, Answer]:
    """How well the question fits one program, and that program's answer."""
    index = indexes[program]
    happened = [event.date for event in index.program.events if event.date]
    moment = moments.find(_without_fiscal(index.program, text), happened)
    if moment.problem is not None:
        outcome = Outcome.CHOOSE if isinstance(moment.problem, days.EitherDay) else Outcome.ABSTAIN
        return 0.0, Answer(outcome, _record(index.program, asked, None), day=moment.problem, typed=text)
    if moment.by and moment.by > asked.today:
        return 0.0, Answer(Outcome.ABSTAIN, _record(index.program, asked, None), day=moment.by, typed=text)
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
    if not inner.named.matches:
        inner.named.matches = heard.named.matches
    return inner


def _without_fiscal(program: Program, text: str) -> str:
    """The fiscal year that is the program's own name says nothing of when."""
    year = moments.fiscal_year(text)
    if year is not None and str(year) in program.name:
        return re.sub(r"\b(?:fy|fiscal\s+year|fiscal)\s*'?(?:\d{4}|\d{2})\b", " ", text, flags=re.IGNORECASE)
    return re.sub(r"\b(fy|fiscal\s+year|fiscal)\s*'?(\d{2,4})\b", r" fiscalyear ", text, flags=re.IGNORECASE)


def hear(indexes: Indexes, index: Index, moment: moments.Moment, asked: Asked, text: str) -> Heard:
    """Take the names out of a text, and bring the rest to the words that topics are told apart by."""
    _, words = naming.programs_in(asking.words(moment.rest), index.names.programs)
    named = naming.find(index.names, index.lexicon, _mended(index, words), moment.rest)
    years = [f"y{when.year}" for when in (*moment.within, moment.named) if when]
    read = (*asking.reduced(named.words), *years)
    follows = asked.previous is not None and (bool(_FOLLOWS.match(text)) or len(words) <= _SHORT)
    return Heard(indexes, index, _record(index.program, asked, moment.by), moment, named, read, follows)


def _mended(index: Index, words: list[str]) -> list[str]:
    """Slips put right, but of names: a place's is told to the reader."""
    return [
        word if index.lexicon.explains(word) or _is_place(index, word) else index.lexicon.mend([word])[0]
        for word in words
    ]


def _is_place(index: Index, word: str) -> bool:
    return len(word) > 4 and isinstance(index.names.find(word), places.Found)


def _briefly(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer] | None:
    """What a message without a question of its own asks: what was asked before, or a place's status."""
    index = heard.index
    previous = _previous(heard, asked)
    if heard.content:
        return None
    kept = index.topic_by_id.get(previous.topic) if previous else None
    offered = _offered(heard, previous)
    if offered is not None:
        heard.named.matches = [places.Found(offered)]
    elif not heard.has_place and not (kept and heard.is_follow_up and heard.moment.within):
        return None
    return BRIEF, _tell(heard, [kept or index.topic_by_id["status"]], asked, text, previous)


def _previous(heard: Heard, asked: Asked) -> Previous | None:
    """What was asked before, where it was of the same program."""
    return asked.previous if asked.previous and asked.previous.program == heard.index.program.id else None


def _one(heard: Heard, asked: Asked, text: str) -> tuple[float, Answer]:
    index, record = heard.index, heard.record
    previous = _previous(heard, asked)
    if not heard.content or _is_small_talk(heard):
        return 0.0, _abstain(index, record, text)
    ranked = _ranked(heard, previous)
    best = ranked[0]
    told = [r for r in ranked[:MOST_TOLD] if r is best or _is_told_too(r, best, heard)]
    sum_ = sum(r.score for r in told)
    unknown = _unknown_names(heard)
    if len(unknown) == 1 and not heard.has_place and best.topic.show is Show.STATUS:
        match = index.names.find(unknown[0])
        if isinstance(match, places.NotFound):
            return best.score, Answer(Outcome.NOT_FOUND, record, match=match, typed=text)
    fits = heard.indexes.ranking.answerable(heard.words) - _UNKNOWN_NAME * len(unknown)
    if sum_ < LEAST or fits + _KNOWN_PERSON * bool(heard.named.speakers) < ENOUGH:
        return best.score, _abstain(index, record, text, ranked, heard)
    return sum_, _tell(heard, [r.topic for r in told], asked, text, previous)


def _ranked(heard: Heard, previous: Previous | None) -> list[Ranked]:
    """The few topics that fit best, of those that may be asked for so."""
    index, found = heard.index, list[Ranked]()
    scores = dict(heard.indexes.ranking.rank(heard.words))
    if heard.named.speakers and max(scores.values()) < PLAIN:
        scores |= {key: scores[key] + _OF_PEOPLE for key in ("claims", "people")}
    for key in sorted(scores, key=lambda key: -scores[key]):
        topic = index.topic_by_key.get(key)
        if topic is not None and _fits(topic, heard, previous):
            found.append(Ranked(topic, scores[key]))
            if len(found) == MOST_TOLD:
                break
    return found


def _is_told_too(ranked: Ranked, best: Ranked, heard: Heard) -> bool:
    """Whether a topic fits nearly as well as the best; of people named it has to tell by name."""
    is_near = ranked.score >= NEARLY * best.score
    return is_near and (not heard.named.speakers or _names_speaker(ranked.topic, heard))


def _unknown_names(heard: Heard) -> list[str]:
    """Names in capitals, inside a sentence, that neither the record nor its questions know."""
    capitals = re.findall(r"(?<=[a-z,] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*", heard.moment.rest)
    left = set(heard.words)
    lexicon = heard.index.lexicon
    known = [(name, [word for word in split(name) if word in left]) for name in capitals]
    found = [name for name, words in known if words and not all(map(lexicon.is_own, words))]
    return found + ["fiscalyear"] * ("fiscalyear" in left)


def _is_small_talk(heard: Heard) -> bool:
    return not heard.has_place and all(word in english.SMALL_TALK for word in heard.words)


def _offered(heard: Heard, previous: Previous | None) -> Jurisdiction | None:
    """The one of the places offered before that lies in the state just named."""
    by_id = heard.index.program.jurisdiction_by_id
    held = [by_id[id] for id in (previous.offered if previous else ()) if id in by_id]
    fitting = [place for place in held if place.state_code == heard.named.state]
    return fitting[0] if len(fitting) == 1 else None


def _fits(topic: Topic, heard: Heard, previous: Previous | None) -> bool:
    has_place = bool(heard.named.matches) or (previous is not None and bool(previous.places))
    if heard.named.speakers and not _speaks(topic, heard):
        return False
    if heard.named.is_unknown_office and topic.show in {Show.CLAIMS, Show.PEOPLE}:
        return False
    if topic.place is Place.MUST:
        return has_place
    if topic.show is Show.STATUS and topic.place is Place.NEVER and heard.named.state:
        return False
    if topic.show is Show.STATUS and heard.moment.within and topic.place is Place.NEVER:
        return False
    if topic.place is Place.NEVER:
        told = heard.index.texts[topic.id]
        return all(_name_of(match) in told for match in heard.named.matches)
    return True


def _name_of(match: places.Match) -> str:
    match match:
        case places.Found(jurisdiction=jurisdiction):
            return jurisdiction.name
        case places.NoRecord(places=(first, *_)):
            return first.name
        case places.Choose(name=name):
            return name
    return "?"


def _speaks(topic: Topic, heard: Heard) -> bool:
    """Whether a topic tells of somebody who was named."""
    if topic.show in {Show.CLAIMS, Show.PEOPLE, Show.REPLIES}:
        return True
    return _names_speaker(topic, heard)


def _names_speaker(topic: Topic, heard: Heard) -> bool:
    text = heard.index.texts[topic.id]
    return topic.show in {Show.CLAIMS, Show.PEOPLE, Show.REPLIES} or any(
        speaker.official in topic.officials or speaker.name.split()[-1] in text
        for speaker in heard.named.speakers
    )


def _two(heard: Heard, asked: Asked) -> tuple[float, Answer] | None:
    """Two questions in one, where each is clear by itself."""
    pieces = [piece for piece in _JOINTS.split(heard.moment.rest) if piece and split(piece)]
    if not 1 < len(pieces) < 4:
        return None
    answers: list[Answer] = []
    scores: list[float] = []
    previous: Previous | None = asked.previous
    for piece in pieces:
        inner = hear(heard.indexes, heard.index, replace(heard.moment, rest=piece), asked, piece)
        if not inner.content or not any(word not in english.PLAIN for word in inner.words):
            return None
        score, told = _one(inner, replace(asked, previous=previous), piece)
        if (
            told.outcome is not Outcome.ANSWERED
            or told.previous is None
            or score < SURE
            or not _is_clear(inner)
        ):
            return None
        if inner.named.matches or not previous:
            previous = told.previous
        answers.append(told)
        scores.append(score)
    parts = tuple(part for told in answers for part in told.parts)
    if len({part.topic.id for part in parts}) < 2:
        return None
    found = tuple(match for told in answers for match in told.found)
    return min(scores), Answer(
        Outcome.ANSWERED, answers[0].record, parts, found=found, previous=answers[-1].previous
    )


def _is_clear(heard: Heard) -> bool:
    return heard.indexes.ranking.answerable(heard.words) >= CLEAR


def _tell(heard: Heard, topics: list[Topic], asked: Asked, text: str, previous: Previous | None) -> Answer:
    """What the topics tell, the first of them first, of each place that was named."""
    told = [_of_topic(heard, topic, asked, text, previous) for topic in topics]
    with_facts = [answer for answer in told if _has_facts(answer)]
    is_nothing = told[0].outcome is Outcome.ANSWERED and not _has_facts(told[0])
    if is_nothing and heard.named.is_unknown_office:
        return _abstain(heard.index, heard.record, text, heard=heard)
    if not with_facts or told[0].outcome is Outcome.ABSTAIN:
        return told[0]
    first, known, parts = with_facts[0], set[tuple[str, str]](), list[Part]()
    for part in (part for answer in with_facts for part in answer.parts if not part.is_nothing):
        new = tuple(fact for fact in part.facts if (fact.section, fact.id) not in known)
        if new:
            parts.append(part if not known else replace(part, facts=new, report=None, overview=None))
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


def _place_of(heard: Heard) -> Jurisdiction | None:
    """The one jurisdiction in whose office those named are."""
    roles = [speaker.role for speaker in heard.named.speakers]
    held = [j for j in heard.index.program.jurisdictions if any(j.name in role for role in roles)]
    return held[0] if len(held) == 1 and all(held[0].name in role for role in roles) else None


def _carries(heard: Heard, topic: Topic) -> bool:
    """Whether the place asked about before is still meant."""
    return topic.place is Place.MUST or bool(english.PRONOUNS & set(heard.words)) or len(heard.content) <= 2


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
