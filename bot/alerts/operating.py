"""What an operator sees of the alerts and does about them, on the command line."""

from bot.refusal import Refusal
from bot.store import open_prepared
from bot.time import calendar
from config.settings import Settings
from storage.alerts import held, upcoming


async def show_next(settings: Settings, count: int) -> None:
    """Print what goes out next; a line each, in the operator's zone."""
    now = calendar(settings).now()
    async with open_prepared(settings) as database, database.read() as connection:
        found = await upcoming.upcoming(connection, now, count)
    for one in found:
        local = one.at.astimezone(settings.zone)
        about = "" if one.is_made else " (planned)"
        print(f"{local:%Y-%m-%d %H:%M %Z}  {one.about}  {_arithmetic(one.chats, settings)}{about}")
    if not found:
        print("Nothing is planned.")


async def show_held(settings: Settings) -> bool:
    """Print what waits for the operator; gives whether anything does."""
    async with open_prepared(settings) as database, database.read() as connection:
        brake = await held.braked(connection)
        found = await held.held(connection)
    if brake is not None:
        print(
            f"All alerts stand still since {brake.pulled_at.astimezone(settings.zone):%Y-%m-%d %H:%M %Z}: "
            f"{brake.why}. Let them go on with `proviso alerts release --brake`."
        )
    for one in found:
        since = one.since.astimezone(settings.zone)
        print(f"{one.id}  {since:%Y-%m-%d %H:%M %Z}  {one.chat_kind} {one.chat}  {one.about}  {one.why}")
    if not found:
        print("Nothing is held.")
    return bool(found) or brake is not None


async def release(settings: Settings, numbers: list[int] | None, *, drop: bool, brake: bool) -> None:
    """Let held alerts go out, or give them up; or let all sending go on."""
    if brake and (numbers or drop):
        raise Refusal("--brake goes alone: release held alerts with a second command")
    if drop and not numbers:
        raise Refusal("--drop needs the numbers of what is to be given up: `proviso alerts held` prints them")
    now = calendar(settings).now()
    async with open_prepared(settings) as database, database.write() as connection:
        if brake:
            done = await held.release_brake(connection, now)
            print("Alerts go on." if done else "Nothing stood still.")
        elif drop:
            print(f"{await held.drop(connection, numbers or (), now)} given up.")
        else:
            print(f"{await held.release(connection, numbers)} released.")


def _arithmetic(chats: int, settings: Settings) -> str:
    """3 chats, 1 s at 25 a second."""
    seconds = round(chats / settings.alert_rate) or 1
    length = f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds} s"
    return f"{chats} {'chat' if chats == 1 else 'chats'}, {length} at {settings.alert_rate:g} a second"
