"""The figures of the outbox: what is due, since when, what is held, and whether all stands still."""

from bot.metrics import Metrics
from handlers.context import Services
from storage.alerts import held, reap


async def measure(metrics: Metrics, services: Services) -> None:
    """Set them."""
    now = services.now()
    async with services.database.read() as connection:
        count, oldest = await reap.backlog(connection, now)
        metrics.alerts_waiting.set(count)
        metrics.alerts_age.set((now - oldest).total_seconds() if oldest else 0.0)
        metrics.alerts_held.set(await held.count(connection))
        metrics.alerts_stopped.set(await held.braked(connection) is not None)
