"""The program file, version 1: what may stand in it, and which words a wrong one gets.

The models mirror `domain.programs` field for field; `config.files` turns one into the other. A description
here is the description in docs/program-files.md.
"""

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from domain.dates import DateMeaning, PartialDate
from domain.programs import Confidence
from domain.questions.topics import Place, Show
from domain.selfcheck.questionnaire import OPTIONS, Answer, Level, Polarity

QUOTE_WORDS = 14


def _parse_partial(value: object) -> object:
    return PartialDate.parse(str(value)) if isinstance(value, str | int) else value


def _parse_day(value: object) -> object:
    partial = _parse_partial(value)
    if isinstance(partial, PartialDate):
        if partial.exact is None:
            raise ValueError(f"{value} is not a full date: write it like 2017-08-03")
        return partial.exact
    return value


def _check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{value!r} is not a time zone: write a name like America/New_York") from None
    return value


def _fold(value: object) -> object:
    # A folded YAML scalar may keep line ends where a line is indented; people read one paragraph.
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else value


def _lines(value: object) -> object:
    return [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
# Together with a program's id these travel in button data of at most 64 bytes.
Key = Annotated[Id, StringConstraints(max_length=32)]
Text = Annotated[str, BeforeValidator(_fold), StringConstraints(min_length=1, max_length=1200)]
Words = Annotated[str, BeforeValidator(_fold), StringConstraints(min_length=1, max_length=120)]
# A list, or a text with one in each line: many hundreds are read so in no time.
Ways = Annotated[
    tuple[Annotated[str, BeforeValidator(_fold), StringConstraints(min_length=1, max_length=300)], ...],
    BeforeValidator(_lines),
]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z]+$", max_length=16)]
Printed = Annotated[PartialDate, BeforeValidator(_parse_partial)]
Day = Annotated[date, BeforeValidator(_parse_day)]
Zone = Annotated[str, BeforeValidator(lambda v: _check_zone(str(v)))]
Sources = Annotated[tuple[Id, ...], Field(min_length=1, description="Ids of the sources, best first")]
About = Annotated[tuple[Id, ...], Field(description="Ids of the jurisdictions it is about")]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Model):
    id: Id
    outlet: Words = Field(description="Who published it, with the author or the place of a repost")
    title: Annotated[Text, StringConstraints(max_length=250)]
    title_is_ours: bool = Field(
        False, description="True when the title was not seen and these words describe the document"
    )
    kind: Words = Field(description="news, official release, court decision, …")
    published: Printed | None = Field(None, description="As printed: day, month or year; left out if none is")
    published_note: Text | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=400)] | None = None
    reliability: Text | None = Field(None, description="What to know before trusting it")
    confidence: Confidence = Confidence.HIGH


class Note(Model):
    text: Text
    sources: Sources


class Detail(Model):
    label: Words
    text: Text
    date: Printed | None = Field(None, description="Counts from then; without it shown only for today")
    sources: Sources


class Agency(Model):
    id: Id
    name: Words
    abbreviation: Words | None = None
    aliases: tuple[Words, ...] = Field((), description="Other names that people write")
    role: Text
    sources: Sources


class Official(Model):
    id: Id
    name: Words
    role: Text
    sources: Sources


class Status(Model):
    id: Id
    word: Word = Field(description="The word people filter by: site, asked, replied")
    counted: Words = Field(description="Follows a number in an overview: named a site")
    is_site: bool = Field(False, description="True for the statuses of a named participant")
    standing: Text | None = Field(None, description="Said for past days until the next status event")
    standing_today: Text | None = Field(None, description="The same, said for today")


class Jurisdiction(Model):
    id: Key
    name: Words
    state: Words
    state_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    kind: Literal["city", "county", "state", "tribe", "territory", "other"] = "city"
    county: Note | None = None
    aliases: tuple[Words, ...] = Field((), description="Short forms people type: ABQ, Saint Louis")
    details: tuple[Detail, ...] = ()
    not_to_confuse_with: tuple[Words, ...] = ()
    sources: Sources


class Event(Model):
    id: Id
    date: Printed | None = Field(
        None, description="Left out only where nothing dates it and no status follows"
    )
    meaning: DateMeaning = Field(DateMeaning.HAPPENED, description="happened, reported or worked_out")
    title: Text = Field(description="What happened; the date is put after it: Named a site")
    text: Text | None = Field(
        None, description="Goes on after the date, no full stop: one of ten in that round"
    )
    status: Id | None = Field(None, description="The status it gives its jurisdictions")
    jurisdictions: tuple[Id, ...] = ()
    deadline: Id | None = Field(None, description="The deadline that it set for its jurisdictions")
    notes: tuple[Note, ...] = Field(
        (), description="Sentences with sources of their own, such as another date"
    )
    confidence: Confidence = Confidence.HIGH
    sources: Sources

    @model_validator(mode="after")
    def check(self) -> Self:
        if self.status and self.date is None:
            raise ValueError("an event with a status needs a `date`: undated facts never change a status")
        if self.status and not self.jurisdictions:
            raise ValueError("an event with a status needs `jurisdictions`: whose status does it change?")
        return self


class DueInstant(Model):
    local: datetime = Field(description="The local time as printed: 2019-04-18T23:59")
    zone: Zone = Field(description="The IANA name of the zone it is meant in")

    @model_validator(mode="after")
    def check(self) -> Self:
        if self.local.tzinfo is not None:
            raise ValueError("`local` is written without an offset; `zone` says where it holds")
        return self


# With a tag a wrong date is told one thing, not what is wrong with every branch of the union.
Due = Annotated[
    Annotated[Day, Tag("due-date")] | Annotated[DueInstant, Tag("due-instant")],
    Discriminator(lambda value: "due-instant" if isinstance(value, dict | DueInstant) else "due-date"),
]


class Deadline(Model):
    id: Key
    title: Words = Field(description="What is due, as a thing to do: Answer the three questions")
    asked: Words = Field(description="The same, as a status: Asked to answer three questions")
    due: Due = Field(description="A date, or `local` and `zone` where an hour was printed")
    meaning: DateMeaning = DateMeaning.HAPPENED
    announced: Printed | None = Field(None, description="The day it became known; without it, its own day")
    jurisdictions: tuple[Id, ...] = ()
    who: Words | None = Field(None, description="Whom it binds, where that is no list of jurisdictions")
    answered_by: Id | None = Field(None, description="The status that answers it")
    unanswered: Text | None = Field(None, description="Said while no such status is on record")
    notes: tuple[Note, ...] = ()
    confidence: Confidence = Confidence.HIGH
    sources: Sources

    @model_validator(mode="after")
    def check(self) -> Self:
        if not self.jurisdictions and not self.who:
            raise ValueError("a deadline needs `jurisdictions` or `who`: whom does it bind?")
        return self


class RequirementKind(Model):
    id: Id
    title: Words
    notes: tuple[Note, ...] = ()


class Variant(Model):
    wording: Text
    sources: Sources


class Requirement(Model):
    id: Key
    kind: Id
    title: Words
    text: Text
    timing: Text | None = Field(None, description="What tells it apart from a rule it is mixed up with")
    in_force_from: Printed | None = None
    in_force_to: Printed | None = None
    end_unknown: bool = Field(False, description="True where it is not known whether it still applies")
    notes: tuple[Note, ...] = ()
    variants: tuple[Variant, ...] = ()
    confidence: Confidence = Confidence.HIGH
    confidence_note: Text | None = None
    sources: Sources

    @model_validator(mode="after")
    def check(self) -> Self:
        if self.in_force_to and self.end_unknown:
            raise ValueError("either `in_force_to` or `end_unknown`, not both")
        start, end = self.in_force_from, self.in_force_to
        if start and end and end.counts_from < start.counts_from:
            raise ValueError("`in_force_to` is before `in_force_from`")
        return self


class Claim(Model):
    id: Id
    who: Words
    role: Words
    date: Printed
    says: Text = Field(description="What was said, in neutral words, without the name in front")
    quote: Annotated[Text, StringConstraints(max_length=200)] | None = None
    quote_by: Words | None = Field(None, description="Whose words the quote is, if not the speaker's own")
    kind: Words = Field(description="opinion, denial, official reply, …")
    notes: tuple[Note, ...] = ()
    about: About = ()
    sources: Sources

    @model_validator(mode="after")
    def check(self) -> Self:
        if self.quote and len(self.quote.split()) > QUOTE_WORDS:
            raise ValueError(f"the quote has more than {QUOTE_WORDS} words: shorten it")
        return self


class Disagreement(Model):
    id: Id
    topic: Words
    positions: Annotated[tuple[Note, ...], Field(min_length=2)]
    reading: Text = Field(description="What can be said fairly, in our words")
    about: About = ()


class OpenQuestion(Model):
    id: Id
    text: Text
    about: About = ()
    sources: Sources


def _read_answer(value: object) -> object:
    # YAML reads a bare yes and no as true and false.
    word = ("yes" if value else "no") if isinstance(value, bool) else value
    if word not in OPTIONS:
        raise ValueError(f"{word!r} will not do: write one of {', '.join(OPTIONS)}")
    return word


def _read_test(value: object) -> object:
    return {"question": value} if isinstance(value, str) else value


def _branch(value: object) -> str:
    """Which of a tree's three shapes this is; what is neither list is taken for a leaf."""
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    return next((f"tree-{key}" for key in ("all", "any") if key in keys), "tree-leaf")


Option = Annotated[Answer, BeforeValidator(_read_answer)]
Given = Annotated[tuple[Option, ...], Field(min_length=1)]


class When(Model):
    question: Id = Field(description="An earlier question")
    given: Given = Field(description="The answers that open this one")


class WhenAll(Model):
    all: Annotated[tuple["Condition", ...], Field(min_length=1)]


class WhenAny(Model):
    any: Annotated[tuple["Condition", ...], Field(min_length=1)]


Condition = Annotated[
    Annotated[When, Tag("tree-leaf")]
    | Annotated[WhenAll, Tag("tree-all")]
    | Annotated[WhenAny, Tag("tree-any")],
    Discriminator(_branch),
]


class Reads(Model):
    question: Id
    met: tuple[Option, ...] = Field((), description="Answers that meet the rule")
    gap: tuple[Option, ...] = Field((), description="Answers that are a gap")
    unknown: tuple[Option, ...] = Field((), description="Answers that leave it open")
    not_ours: tuple[Option, ...] = Field((), description="Answers that make it another government's")
    silent: tuple[Option, ...] = Field((), description="Answers that have no say in it")

    @model_validator(mode="after")
    def check(self) -> Self:
        read = (*self.met, *self.gap, *self.unknown, *self.not_ours, *self.silent)
        if len(set(read)) != len(read):
            raise ValueError("an answer is read in two ways: keep one")
        return self


class Every(Model):
    all: Annotated[tuple["Test", ...], Field(min_length=1)]


class OneOf(Model):
    any: Annotated[tuple["Test", ...], Field(min_length=1)]


# A bare question id is short for a `Reads` of it.
Test = Annotated[
    Annotated[
        Annotated[Reads, Tag("tree-leaf")]
        | Annotated[Every, Tag("tree-all")]
        | Annotated[OneOf, Tag("tree-any")],
        Discriminator(_branch),
    ],
    BeforeValidator(_read_test),
]


class Question(Model):
    id: Annotated[Id, StringConstraints(max_length=24)]
    title: Words = Field(description="A few words, for the card and the list")
    text: Text = Field(description="The question, as near to the published wording as it can be")
    help: Text | None = Field(None, description="What is meant, and what is easily mixed up")
    answers: Annotated[tuple[Option, ...], Field(min_length=2)] = OPTIONS
    polarity: Polarity = Field(Polarity.NORMAL, description="`reverse` where a yes is a gap")
    asked_if: Condition | None = Field(None, description="When it is asked; without it, always")
    asks_who: tuple[Option, ...] = Field(
        (), description="Answers after which the other government is asked for; after not_ours it always is"
    )
    not_applicable_when: Text | None = Field(None, description="When “not applicable” is a fair answer")
    evidence: Text | None = Field(None, description="What supports a yes")
    next_step: Text | None = Field(None, description="What to do about its gap; else the rule says")
    who_can_tell: Words | None = Field(None, description="Whom to ask; else the rule says")
    written_by_us: bool = Field(False, description="True where the question is not the program's own")
    sources: Sources


class Rule(Model):
    id: Annotated[Id, StringConstraints(max_length=24)]
    requirement: Id
    level: Level = Field(description="A must decides whether you are ready; a should is a note")
    met_if: Test = Field(description="A question id, or `all` or `any` of several")
    title: Words | None = Field(None, description="Where it is not the requirement's")
    sentence: Text | None = Field(None, description="Where it is not the requirement's text")
    next_step: Text | None = Field(None, description="What to do about a gap")
    who_can_tell: Words | None = Field(None, description="Whom to ask")
    deadline: Id | None = Field(None, description="The deadline by which it counts")
    checked: Day | None = Field(None, description="The day on which it was last checked")
    sources: tuple[Id, ...] = Field((), description="Ids of the sources, best first")


class Renamed(Model):
    was: Id = Field(description="The question's id in the earlier version")
    now: Id = Field(description="Its id in this one")


class Migration(Model):
    id: Id
    from_version: int = Field(ge=1, description="The earlier version")
    compatible: bool = Field(description="True where the answers kept mean the same for every rule")
    reason: Text = Field(description="What changed, told to those in the middle of a check")
    questions: tuple[Renamed, ...] = Field((), description="The questions whose answers are kept")
    new: tuple[Id, ...] = Field((), description="Ids of the questions that the earlier version lacks")
    gone: tuple[Id, ...] = Field((), description="Ids of its questions that this version lacks")


class SelfCheck(Model):
    version: int = Field(1, ge=1, description="Goes up by one with each change of what is asked or judged")
    intro: Text = Field(description="Said before a check begins: what it is measured against")
    wording_of: Printed = Field(description="The date of the wording that the verdict speaks about")
    standing: Text | None = Field(None, description="What is known of whether the rules still apply")
    standing_from: date | None = Field(
        None, description="The day from which that is known; said of no day before"
    )
    addressee: Text = Field(description="To whom the draft letter is addressed")
    withdrawn: Text | None = Field(
        None, description="Why these questions are taken back: told instead of them, and nothing is submitted"
    )
    to_do_days: int = Field(14, ge=1, le=365, description="Days until a to-do without a deadline is due")
    sources: Sources


class Term(Model):
    id: Id
    name: Words
    aliases: tuple[Words, ...] = Field((), description="Other names and short forms of it")
    text: Text = Field(description="What it means here, a sentence or two")
    sources: Sources


class Topic(Model):
    id: Key = Field(description="Its own, or that of a topic every program has, to add ways to ask it")
    title: Words = Field(description="A few words for a button and the head of the answer")
    ask: Annotated[Ways, Field(min_length=1)] = Field(
        description="Ways to ask it, a line each, many; names as `{place}`, `{person}`, `{year}`"
    )
    show: Show = Field(Show.FACTS, description="`facts`: those named below; else a view of the record")
    place: Place = Field(Place.MAY, description="Whether a place `may`, `must` or can `never` be named")
    neutral: bool = Field(False, description="True for a loaded question: the answer says it takes no side")
    details: tuple[Words, ...] = Field((), description="Labels of details, of the program or of places")
    events: tuple[Id, ...] = ()
    deadlines: tuple[Id, ...] = ()
    requirements: tuple[Id, ...] = ()
    claims: tuple[Id, ...] = ()
    disagreements: tuple[Id, ...] = ()
    open_questions: tuple[Id, ...] = ()
    officials: tuple[Id, ...] = ()
    agencies: tuple[Id, ...] = ()
    terms: tuple[Id, ...] = ()
    questions: tuple[Id, ...] = Field((), description="Ids of self-check questions, for their evidence")
    rules: tuple[Id, ...] = Field((), description="Ids of self-check rules, for whom to ask and what next")
    cites: tuple[Id, ...] = Field((), description="Ids of sources that the answer is about")
    statuses: tuple[Id, ...] = Field((), description="With `show: places`: the statuses that count")
    kinds: tuple[Words, ...] = Field((), description="With `show: places`: the kinds of jurisdiction")


class Head(Model):
    id: Annotated[Id, StringConstraints(max_length=14)] = Field(
        description="Short and for good: it stands in links and buttons"
    )
    name: Words
    short_name: Words = Field(description="Stands beside a jurisdiction's name in answers")
    aliases: tuple[Words, ...] = ()
    order: int = Field(100, ge=0, le=1000, description="Programs are listed by it; the first is the default")
    agency: Id | None = None
    example: Key | None = Field(None, description="The jurisdiction that hints name, as in /status Baltimore")
    facts_checked: Day = Field(description="The day on which the facts were last checked")
    summary: Note
    details: tuple[Detail, ...] = ()
    ask_back: tuple[Words, ...] = Field((), description="Names that always ask which one is meant")


class ProgramFile(Model):
    schema_: Literal[1] = Field(alias="schema", description="The version of this schema")
    program: Head
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    agencies: tuple[Agency, ...] = ()
    officials: tuple[Official, ...] = ()
    statuses: tuple[Status, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    events: tuple[Event, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    requirement_kinds: tuple[RequirementKind, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    claims: tuple[Claim, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    self_check: SelfCheck | None = None
    questions: tuple[Question, ...] = ()
    rules: tuple[Rule, ...] = ()
    migrations: tuple[Migration, ...] = ()
    terms: tuple[Term, ...] = ()
    topics: tuple[Topic, ...] = ()
    not_on_record: Ways = Field(
        (), description="Questions close to the program that its record does not answer, as people ask them"
    )

    @model_validator(mode="after")
    def check(self) -> Self:
        if (self.questions or self.rules) and self.self_check is None:
            raise ValueError("`questions` and `rules` need a group `self_check`: add it")
        return self
