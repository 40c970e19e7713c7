"""What an owner reads of alerts that wait: which are held, why, and what to do about them."""

from collections.abc import Sequence
from datetime import timedelta

from domain.alerts.held import Brake, ClockTrouble, Held
from messages.language import _, n_, short_day
from messages.markup import bold, fill, join
from messages.message import Message, plain

_SHOWN = 20


def listing(held: Sequence[Held], brake: Brake | None) -> Message:
    """What is held, the oldest first, and whether all sending stands still."""
    lines = []
    if brake is not None:
        stopped = _("All alerts stand still since {day}: {why}. To go on: /held go")
        lines.append(fill(stopped, day=short_day(brake.pulled_at.date()), why=brake.why))
    if not held:
        lines.append(fill(_("No alert is held.")))
        return plain(join(lines, "\n\n"))
    lines.append(bold(n_("{count} alert is held", "{count} alerts are held", len(held))))
    lines += [
        fill(
            "{number}: {kind} {chat}, {about} ({why})",
            number=one.id,
            kind=one.chat_kind,
            chat=one.chat,
            about=one.about,
            why=_why(one.why),
        )
        for one in held[:_SHOWN]
    ]
    if len(held) > _SHOWN:
        lines.append(fill(_("And {count} more: `proviso alerts held`."), count=len(held) - _SHOWN))
    lines.append(fill(_("/held release 12 13 sends them, marked as repeats; /held release all sends all.")))
    lines.append(fill(_("/held drop 12 13 gives them up.")))
    return plain(join(lines, "\n"))


def _why(why: str) -> str:
    """Why it is held, in words; anything else as Telegram put it."""
    words = {
        "unknown": _("it may have arrived"),
        "no place": _("no right to write there, or the topic is gone"),
    }
    return words.get(why, why)


def released(count: int) -> Message:
    return plain(n_("{count} alert goes out.", "{count} alerts go out.", count))


def dropped(count: int) -> Message:
    return plain(n_("{count} alert is given up.", "{count} alerts are given up.", count))


def goes_on(was_stopped: bool) -> Message:
    return plain(_("Alerts go on.") if was_stopped else _("Nothing stood still."))


def not_understood() -> Message:
    return plain(_("Write /held, /held release 12 13, /held release all, /held drop 12 13 or /held go."))


def page(held: int, brake: Brake | None) -> Message:
    """What an owner is told unasked."""
    if brake is not None:
        return plain(_("All alerts stand still: {why}. See /held.").format(why=brake.why))
    return plain(
        n_("{count} alert waits for you: see /held.", "{count} alerts wait for you: see /held.", held)
    )


def clocks(trouble: ClockTrouble) -> Message:
    """What an owner is told of clocks that cannot be trusted."""
    said = (
        _("The machine's clock was stepped by {seconds} seconds. New alerts waited until it ran evenly.")
        if trouble.is_step
        else _(
            "The database's clock is {seconds} seconds from the machine's. New alerts wait until they agree; "
            "those that are due already go out."
        )
    )
    return plain(said.format(seconds=round(trouble.seconds)))


def refused(count: int) -> Message:
    """What an owner is told of alerts that Telegram could not read."""
    what = n_("Telegram could not read {count} alert.", "Telegram could not read {count} alerts.", count)
    return plain(join([fill(what), fill(_("That is a mistake of the bot; its log says why."))], " "))


def fan_out(about: str, chats: int, rate: float, length: timedelta) -> Message:
    """What an owner is told before an alert goes to many chats."""
    hours = format(length / timedelta(hours=1), ".1f")
    said = _(
        "Within a day {about} goes out to {chats}. At {rate} a second that takes {hours} hours; "
        "PROVISO_ALERT_RATE sets the rate."
    )
    many = n_("{count} chat", "{count} chats", chats)
    return plain(fill(said, about=about, chats=many, rate=format(rate, "g"), hours=hours))
