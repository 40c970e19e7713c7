"""Time zones as people name them: by the zone's name, by what Americans call it, or by a place."""

from zoneinfo import ZoneInfo, available_timezones

from domain.words import normalise

_CALLED = {
    "America/New_York": ("eastern", "et", "est", "edt"),
    "America/Chicago": ("central", "ct", "cst", "cdt"),
    "America/Denver": ("mountain", "mt", "mst", "mdt"),
    "America/Los_Angeles": ("pacific", "pt", "pst", "pdt"),
    "America/Anchorage": ("akst", "akdt", "akt"),
    "Pacific/Honolulu": ("hst",),
    "UTC": ("utc", "gmt"),
}
_UNSAID = ("standard time", "daylight time", "time zone", "time")


def named(typed: str) -> ZoneInfo | None:
    """The zone of this name, however it is written; None where it is no zone's."""
    wanted = typed.strip().replace(" ", "_").casefold()
    key = next((name for name in available_timezones() if name.casefold() == wanted), None)
    if key is None:
        said = normalise(typed)
        for ending in _UNSAID:
            said = said.removesuffix(ending).strip()
        key = next((zone for zone, names in _CALLED.items() if said in names), None)
    return ZoneInfo(key) if key and key not in ("localtime", "Factory") else None
