"""The figures of /metrics. Every label has a known, small set of values; none names a person or a chat."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

METHODS = frozenset(
    {
        "answerCallbackQuery", "deleteWebhook", "editMessageText", "getChatMember", "getMe", "getMyCommands",
        "getUpdates", "getWebhookInfo", "sendDocument", "sendMessage", "setMyCommands", "setWebhook",
    }
)  # fmt: skip
_CALL_S = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_REPLY_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """Counts what happens in this process, in a registry of its own."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.updates = Counter("proviso_updates", "Updates that came in.", ["kind"], registry=registry)
        self.duplicates = Counter(
            "proviso_updates_duplicate", "Updates that were in the inbox before.", registry=registry
        )
        self._refused = Counter(
            "proviso_webhooks_refused", "Webhook requests refused.", ["reason"], registry=registry
        )
        self.left_out = Counter(
            "proviso_updates_left_out", "Updates over a person's limit, not answered.", registry=registry
        )
        self.waiting = Gauge("proviso_inbox_waiting", "Updates in the inbox, not done.", registry=registry)
        self.replies = Histogram(
            "proviso_reply_seconds",
            "From an update's arrival to its being done.",
            buckets=_REPLY_S,
            registry=registry,
        )
        self._calls = Counter("proviso_api_calls", "Bot API calls.", ["method", "outcome"], registry=registry)
        self._call_seconds = Histogram(
            "proviso_api_call_seconds", "Bot API calls.", ["method"], buckets=_CALL_S, registry=registry
        )
        self.alerts = Counter(
            "proviso_alerts", "Alerts sent, by what came of it.", ["outcome"], registry=registry
        )
        self.alerts_waiting = Gauge(
            "proviso_alerts_waiting", "Alerts that are due and not sent yet.", registry=registry
        )
        self.alerts_age = Gauge(
            "proviso_alerts_age_seconds", "Since the oldest of them was due.", registry=registry
        )
        self.alerts_held = Gauge(
            "proviso_alerts_held", "Alerts that wait for an operator.", registry=registry
        )
        self.alerts_stopped = Gauge(
            "proviso_alerts_stopped", "1 while the brake stops all alerts.", registry=registry
        )
        self.receiver_age = Gauge(
            "proviso_receiver_age_seconds",
            "Since Telegram was last heard; NaN while another process receives.",
            registry=registry,
        )
        self.tick_age = Gauge(
            "proviso_tick_age_seconds", "Since a tick last finished.", ["tick"], registry=registry
        )
        self.tick_failures = Counter(
            "proviso_tick_failures", "Ticks that failed.", ["tick"], registry=registry
        )
        build = Gauge("proviso_build_info", "The version that runs.", ["version"], registry=registry)
        build.labels(version("proviso")).set(1)
        ProcessCollector(registry=registry)
        self._before: list[Callable[[], Awaitable[None]]] = []

    def refuse(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def call(self, method: str, outcome: str, seconds: float) -> None:
        """One Bot API call has ended."""
        known = method if method in METHODS else "other"
        self._calls.labels(known, outcome).inc()
        self._call_seconds.labels(known).observe(seconds)

    def measure(self, what: Callable[[], Awaitable[None]]) -> None:
        """Have something measured each time the page is asked for."""
        self._before.append(what)

    async def page(self) -> bytes:
        """The figures in Prometheus' text format."""
        for measure in self._before:
            await measure()
        return generate_latest(self._registry)
