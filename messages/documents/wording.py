"""Phrases that both documents share: verdicts, answers, evidence, dates with their hour."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.programs import Deadline, DueInstant
from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.assess import Verdict
from domain.selfcheck.explain import Report
from domain.selfcheck.questionnaire import Answer, Finding
from messages.documents.sheet import Run
from messages.language import _, clock_time, long_day, n_


def verdict(report: Report) -> str:
    """Not ready yet: 1 gap, 2 to find out."""
    said = {
        Verdict.NOT_READY: _("Not ready yet"),
        Verdict.UNDETERMINED: _("Not determined yet"),
        Verdict.READY_WITH_NOTES: _("Ready, with notes"),
        Verdict.READY: _("Ready"),
    }[report.verdict]
    counts = [
        n_("{count} gap", "{count} gaps", len(report.gaps)) if report.gaps else "",
        n_("{count} to find out", "{count} to find out", len(report.to_find_out))
        if report.to_find_out
        else "",
        n_("{count} not ours", "{count} not ours", len(report.not_ours)) if report.not_ours else "",
        n_("{count} note", "{count} notes", len(report.notes)) if report.notes else "",
        n_("{count} not applicable", "{count} not applicable", len(report.not_applicable))
        if report.not_applicable
        else "",
    ]
    counted = ", ".join(count for count in counts if count)
    return _("{verdict}: {counts}").format(verdict=said, counts=counted) if counted else said


def answer(given: Given | None) -> str:
    """What was answered, in a few words."""
    return {
        Answer.YES: _("Answered “Yes”"),
        Answer.NO: _("Answered “No”"),
        Answer.PARTLY: _("Answered “Partly”"),
        Answer.UNSURE: _("Answered “Not sure”"),
        Answer.NOT_OURS: _("Answered “Not ours”"),
        Answer.NOT_APPLICABLE: _("Answered “Not applicable”"),
        Answer.LATER: _("Put off with “Later”"),
        Answer.CLEARED: _("Answer taken back"),
        None: _("Not answered"),
    }[given.value if given else None]


def finding(found: Finding) -> str:
    return {
        Finding.MET: _("met"),
        Finding.GAP: _("a gap"),
        Finding.UNKNOWN: _("to find out"),
        Finding.NOT_OURS: _("another government's to answer"),
        Finding.NOT_APPLICABLE: _("not applicable"),
    }[found]


def evidence(piece: Evidence, is_expired: bool) -> list[Run | str]:
    """What it is, with its last day; a file by its name and SHA-256, an address as a link."""
    said: list[Run | str] = [Run(piece.text, url=piece.text if piece.kind is EvidenceKind.URL else "")]
    if piece.kind is EvidenceKind.FILE:
        said = [piece.text or _("a file"), _("(file, SHA-256 {hash})").format(hash=piece.sha256)]
    if piece.valid_until is not None:
        until = _("(expired on {date})") if is_expired else _("(holds until {date})")
        said.append(until.format(date=long_day(piece.valid_until)))
    return said


def moment(at: datetime, zone: ZoneInfo) -> str:
    """10 August 2017, 09:00 Eastern Daylight Time."""
    local = at.astimezone(zone).replace(tzinfo=None)
    return _("{date}, {time}").format(date=long_day(local.date()), time=clock_time(local, zone.key))


def due(deadline: Deadline) -> str:
    """18 August 2017, with the hour and zone where one was printed."""
    if isinstance(deadline.due, DueInstant):
        local = deadline.due.local
        return _("{date}, {time}").format(
            date=long_day(local.date()), time=clock_time(local, deadline.due.zone)
        )
    return long_day(deadline.due)


def numbers(of: Sequence[int]) -> str:
    """1, 2 and 3."""
    if len(of) < 2:
        return "".join(map(str, of))
    first = ", ".join(map(str, of[:-1]))
    return _("{first} and {last}").format(first=first, last=of[-1])
