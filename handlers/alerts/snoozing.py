"""Putting an alert off until tomorrow."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.alerts import times
from domain.alerts.alert import Alert
from domain.alerts.forecast import covers
from domain.alerts.subscription import ChatSettings, Mode, Subscription
from domain.alerts.times import Timing
from domain.programs import Deadline
from handlers.alerts.storing import applying
from handlers.arrived import Arrived
from handlers.context import Context
from messages.alerts import alert as texts
from storage.alerts import sent
from storage.alerts.sent import Sent


async def snooze(
    arrived: Arrived, context: Context, alert: Alert, found: Sent, settings: ChatSettings
) -> None:
    """Tell of it once more tomorrow, at the alert hour, unless a reminder comes then anyway."""
    tomorrow, now = alert.record.today + timedelta(days=1), context.services.now()
    again = [
        (deadline, timing)
        for part, deadline in texts.open_deadlines(alert)
        if part.record.days_left(deadline) > 0 and not comes_tomorrow(part, deadline, found.subscriptions)
        for timing in [_timing(deadline, tomorrow, settings)]
        if timing.not_before < timing.expires_at
    ]
    if not again:
        return
    # Of several, as long as any is of use.
    timing = max((timing for _, timing in again), key=lambda timing: timing.expires_at)
    async with applying(arrived, context) as connection:
        if connection is not None:
            await sent.send_again(
                connection,
                found.id,
                timing,
                tomorrow.isoformat(),
                now,
                silent=settings.silent,
                subjects=[deadline.id for deadline, _ in again],
            )


def _timing(deadline: Deadline, day: date, settings: ChatSettings) -> Timing:
    return times.reminder(deadline, (deadline.due_date(settings.zone) - day).days, settings)


def comes_tomorrow(alert: Alert, deadline: Deadline, asked: Sequence[Subscription]) -> bool:
    """Whether a reminder is due tomorrow already; what is told on Mondays may come later."""
    program, lead = alert.record.program, alert.record.days_left(deadline) - 1
    return any(
        lead in one.wish.leads and one.wish.mode is not Mode.WEEKLY
        for one in running(asked)
        if covers(one.target, program, deadline)
    )


def running(asked: Sequence[Subscription]) -> list[Subscription]:
    return [subscription for subscription in asked if subscription.ended_at is None]
