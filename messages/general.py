"""What the bot says about itself: the welcome, help, and what went wrong."""

from collections.abc import Sequence

from domain.programs import Program
from domain.record import Record
from domain.words import printable
from messages import phrases
from messages.language import _, long_day, short_day
from messages.markup import EMPTY, bold, fill, join
from messages.message import Message, plain
from messages.taps import View


def welcome(record: Record) -> Message:
    """What this is, that it is no government service, how fresh the facts are, and what to try."""
    text = join(
        [
            fill(
                _(
                    "{name} answers questions about conditional public programs: "
                    "who is in, what must be certified, what is due when."
                ),
                name=bold("Proviso"),
            ),
            fill(
                _("It is not a government service and takes no side. Facts last checked {date}."),
                date=short_day(record.program.facts_checked),
            ),
            "",
        ],
        "\n",
    )
    now = fill(_("Program: {program}."), program=record.program.name)
    hint = fill(_("Try: /status {name} · /requirements · /deadlines"), name=record.program.example_place)
    name = fill(_("Or just ask in your own words, or send the name of a place."))
    check = phrases.button(_("Check where we stand"), record, View.CHECK)
    alerts = phrases.button(_("Alerts"), record, View.ALERTS)
    buttons = (
        (*((check,) if record.program.self_check else ()), alerts),
        (
            phrases.button(_("Overview"), record, View.OVERVIEW),
            phrases.button(_("Requirements"), record, View.REQUIREMENTS),
        ),
        (
            phrases.button(_("Deadlines"), record, View.DEADLINES),
            phrases.button(_("Help"), record, View.HELP),
        ),
        (phrases.report(record, View.HELP),),
    )
    return plain(join([text, now, join([hint, name], "\n")], "\n\n"), buttons)


def help_text(commands: Sequence[tuple[str, str]], record: Record) -> Message:
    """Every command with what it does, and how dates and places may be written."""
    program = record.program
    listed = join([fill("/{name} – {what}", name=name, what=what) for name, what in commands], "\n")
    spellings = _spellings(program)
    places = fill(_("A place can be typed as {spellings}."), spellings=spellings) if spellings else EMPTY
    days = fill(
        _("Add a day to see what was known then: /status {name} {day}. {long_day} works too."),
        name=program.example_place,
        day=program.example_day.isoformat(),
        long_day=long_day(program.example_day),
    )
    asking = fill(_("Or ask in your own words: here, or in a group in reply to me or by my name."))
    limits = fill(
        _("“No record found” is not a “no”: it means that none of the sources read says anything about it.")
    )
    about = fill(_("Answers are about: {program}."), program=program.name)
    text = join([bold(_("What I can do")), listed, join([asking, places, days], "\n"), limits, about], "\n\n")
    return plain(text, ((phrases.report(record, View.HELP),),))


def _spellings(program: Program) -> str:
    """The example place in each way that it may be typed."""
    place = program.jurisdiction_by_id.get(program.example or "")
    if place is None:
        return ""
    name = place.name
    typed = (name, *place.aliases[:1], f"{name} {place.state_code}", f"{name}, {place.state}".lower())
    return " · ".join(typed)


def unknown_command(typed: str, suggestions: Sequence[str]) -> Message:
    """A command that does not exist, with the nearest that do."""
    said = fill(_("I do not know the command {typed}."), typed=bold("/" + printable(typed, 32)))
    if suggestions:
        names = ", ".join(f"/{name}" for name in suggestions)
        return plain(join([said, fill(_("Did you mean {names}?"), names=names)], " "))
    return plain(join([said, fill(_("/help lists what I can do."))], " "))


def only_text() -> Message:
    return plain(fill(_("I can read text only. Send the name of a place, or /help.")))


def failed(reference: str) -> Message:
    """An error that cannot be hidden; the reference stands in the log."""
    return plain(
        fill(
            _(
                "Something went wrong on my side; nothing was changed. "
                "Please try again. Reference {reference}."
            ),
            reference=reference,
        )
    )


def old_button() -> str:
    """The toast of a button that no longer leads anywhere."""
    return _("This button is from an older version of the facts. Please send the command again.")


def too_fast() -> str:
    """To somebody who writes or taps faster than a person reads; also a toast, so at most 200 letters."""
    return _(
        "That is faster than I can answer. I leave out what comes now; "
        "please wait ten seconds, then send it again."
    )


def ask_how() -> Message:
    return plain(
        join(
            [
                fill(_("Write the question after the command, in your own words:")),
                fill(_("/ask which cities got letters")),
                fill(_("/ask when was the reply due")),
            ],
            "\n",
        )
    )
