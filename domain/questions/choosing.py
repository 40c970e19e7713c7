"""Which topics a question is answered with: those that fit best, of those that may be asked for so."""

from dataclasses import dataclass

from domain import places
from domain.questions.answer import Previous
from domain.questions.hearing import Heard
from domain.questions.topics import Place, Show, Topic

# From where a question is taken for one that is answered, and how well its topics have to fit for that.
ENOUGH = -0.7
LEAST = 0.12
# From where on a question surely has an answer, also where no topic fits.
SURELY_ANSWERED = 1.0
# From here a topic fits so well that nothing else is tried.
PLAIN = 0.3
# What is told: topics that fit nearly as well as the best, as a share of it.
NEARLY = 0.6
MOST_TOLD = 3
# How clear each of two questions in one has to be.
CLEAR = 0.5
# What somebody is asked about most: who they are and what they said.
_OF_PEOPLE = 0.15
# How much a short question that refers to what was told before speaks for that topic.
_OF_BEFORE = 0.2
# How much somebody on record speaks for an answer, and a name that nobody knows against it.
_KNOWN_PERSON = 1.0
_UNKNOWN_NAME = 2.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic and how well it fits, about 0 to 1."""

    topic: Topic
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The topics that fit best, and those of them that are told; none where the question has no answer.

    `is_about_the_record`: it looks like a question that has an answer, whichever.
    """

    ranked: tuple[Ranked, ...]
    told: tuple[Topic, ...]
    score: float
    unknown: tuple[str, ...] = ()
    is_about_the_record: bool = False


def choose(heard: Heard, previous: Previous | None) -> Choice:
    """What a question is answered with."""
    ranked = _ranked(heard, previous)
    best = ranked[0]
    told = [r for r in ranked if r is best or _is_told_too(r, best, heard)]
    score = sum(r.score for r in told)
    unknown = heard.unknown_names
    fits = heard.indexes.ranking.answerable(heard.words)
    fits += _KNOWN_PERSON * bool(heard.named.speakers) - _UNKNOWN_NAME * len(unknown)
    if score < LEAST or fits < ENOUGH:
        return Choice(tuple(ranked), (), best.score, unknown, fits >= SURELY_ANSWERED)
    return Choice(tuple(ranked), tuple(r.topic for r in told), score, unknown)


def is_clear(heard: Heard) -> bool:
    """Whether a part of a message is surely a question that is answered."""
    return heard.indexes.ranking.answerable(heard.words) >= CLEAR


def _ranked(heard: Heard, previous: Previous | None) -> list[Ranked]:
    """The few topics that fit best, of those that may be asked for so."""
    index, found = heard.index, list[Ranked]()
    scores = dict(heard.indexes.ranking.rank(heard.words))
    if heard.named.speakers and max(scores.values()) < PLAIN:
        scores |= {key: scores[key] + _OF_PEOPLE for key in ("claims", "people")}
    if previous and heard.refers_back and (kept := index.topic_by_id.get(previous.topic)):
        scores[index.key(kept)] += _OF_BEFORE
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


def _fits(topic: Topic, heard: Heard, previous: Previous | None) -> bool:
    has_place = bool(heard.named.matches) or (previous is not None and bool(previous.places))
    if heard.named.speakers and not _names_speaker(topic, heard):
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


def _names_speaker(topic: Topic, heard: Heard) -> bool:
    text = heard.index.texts[topic.id]
    return topic.show in {Show.CLAIMS, Show.PEOPLE, Show.REPLIES} or any(
        speaker.official in topic.officials or speaker.name.split()[-1] in text
        for speaker in heard.named.speakers
    )
