"""The settings: read once, from the environment, .env and secret files; a wrong one is named plainly."""

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from platformdirs import user_cache_path, user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from rapidfuzz import process

from messages.language import available

PREFIX = "PROVISO_"
TESTS = "PROVISO_TEST_"
SECRETS = Path("/run/secrets")
# What Telegram accepts as a secret, and long enough that nobody guesses it.
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


class SettingsError(Exception):
    """A setting that cannot be used; the text names it and says what to do."""


def _default_database() -> str:
    return f"sqlite+aiosqlite:///{user_data_path('proviso') / 'proviso.sqlite3'}"


def _ids(value: object) -> object:
    return (
        tuple(part for part in value.replace(" ", "").split(",") if part) if isinstance(value, str) else value
    )


class Clock(str):
    """An instant, or `<instant>@<real instant>`, ISO 8601 with an offset."""

    __slots__ = ()

    @property
    def shown(self) -> datetime:
        return datetime.fromisoformat(self.partition("@")[0])

    @property
    def shown_at(self) -> datetime | None:
        real = self.partition("@")[2]
        return datetime.fromisoformat(real) if real else None


def _clock(value: object) -> Clock:
    clock = Clock(value)
    try:
        instants = [instant for instant in (clock.shown, clock.shown_at) if instant is not None]
    except ValueError:
        instants = []
    if not instants or any(instant.tzinfo is None for instant in instants):
        raise ValueError("is not an instant: write it like 2017-08-04T08:00:00-04:00")
    return clock


class Listen(NamedTuple):
    """Where the process listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _listen(value: object) -> Listen:
    if isinstance(value, Listen):
        return value
    host, _, port = str(value).rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError("is not host:port: write it like 127.0.0.1:8090")
    return Listen(host.removeprefix("[").removesuffix("]"), int(port))


class Settings(BaseSettings):
    """Every setting; docs/operate.md and .env.example list them with their meaning."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = Field(None, description="The bot's token, from @BotFather (secret)")
    api_base_url: str = Field("https://api.telegram.org", description="The Bot API server")
    database_url: SecretStr = Field(
        default_factory=lambda: SecretStr(_default_database()),
        description="sqlite+aiosqlite:///file or postgresql+psycopg://user:password@host/database",
    )
    mode: Literal["polling", "webhook"] = Field("polling", description="How updates come in")
    webhook_url: str | None = Field(None, description="The public https address of the webhook")
    webhook_secret: SecretStr | None = Field(
        None, description="The webhook's secret: at least 32 of A-Z, a-z, 0-9, _ and - (secret)"
    )
    listen: Annotated[Listen, NoDecode, BeforeValidator(_listen)] = Field(
        Listen("127.0.0.1", 8090),
        description="host:port of webhook, health and metrics; port 0 means any free one",
    )
    programs: Path | None = Field(None, description="A folder of further program files")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("proviso"),
        description="A folder for what can be made anew: what was learnt from ways to ask",
    )
    owners: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)] = Field(
        (), description="Telegram user ids with the owner role, comma separated"
    )
    language: str = Field("en", description="The language of new chats")
    timezone: str = Field("America/New_York", description="The time zone of new chats")
    clock: Annotated[Clock, BeforeValidator(_clock)] | None = Field(
        None, description="For demos and tests: the instant shown at start, or <instant>@<real instant>"
    )
    clock_speed: float = Field(1, gt=0, le=100_000, description="How many times faster that clock runs")
    alert_rate: float = Field(
        25, gt=0, allow_inf_nan=False, description="Alerts sent in a second, by all processes together"
    )
    reply_rate: float = Field(
        5, gt=0, allow_inf_nan=False, description="Messages in a second that are reserved for replies"
    )
    unknown: Literal["repeat", "hold"] | None = Field(
        None,
        description="An alert that may have arrived: repeat it or hold it; by default by the kind of chat",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged")
    log_format: Literal["console", "json"] | None = Field(
        None, description="console or json; by default console on a terminal, else json"
    )

    @field_validator("webhook_url")
    @classmethod
    def _is_webhook_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("must start with https://")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("must be 32 to 256 of the characters A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("language")
    @classmethod
    def _is_spoken(cls, value: str) -> str:
        if value not in available():
            raise ValueError(f"there is no translation {value!r}: use {' or '.join(available())}")
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):  # no such file, a path that leads elsewhere, a folder
            close = process.extractOne(value, available_timezones(), score_cutoff=60)
            raise ValueError(
                f"{value!r} is not a time zone" + (f": did you mean {close[0]}?" if close else "")
            ) from None
        return value

    @field_validator("programs")
    @classmethod
    def _is_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"there is no folder {value}")
        return value

    @field_validator("api_base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must start with https:// or http://")
        return value

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> "Settings":
        if self.mode == "webhook":
            for name in ("webhook_url", "webhook_secret"):
                if getattr(self, name) is None:
                    raise ValueError(f"PROVISO_MODE is webhook, but {PREFIX}{name.upper()} is not set")
        return self

    @model_validator(mode="after")
    def _speed_needs_clock(self) -> "Settings":
        if self.clock is None and "clock_speed" in self.model_fields_set:
            raise ValueError("PROVISO_CLOCK_SPEED is set without PROVISO_CLOCK: set both or neither")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        env_file = getattr(dotenv_settings, "env_file", None)
        named = _NamedFiles(settings_cls, env_file if isinstance(env_file, Path) else None)
        return init_settings, env_settings, named, dotenv_settings, file_secret_settings


class _NamedFiles(PydanticBaseSettingsSource):
    """PROVISO_BOT_TOKEN_FILE=/path reads the value of PROVISO_BOT_TOKEN from that file."""

    def __init__(self, settings_cls: type[BaseSettings], env_file: Path | None) -> None:
        super().__init__(settings_cls)
        self._in_file = dotenv_values(env_file) if env_file and env_file.is_file() else {}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = f"{PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(name) or self._in_file.get(name)
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"{name} names {path}, which cannot be read") from None

    def __call__(self) -> dict[str, Any]:
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            value, _, _ = self.get_field_value(field, name)
            if value:
                found[name] = value
        return found


def names() -> tuple[str, ...]:
    """Every setting's name, as it stands in the environment."""
    return tuple(PREFIX + field.upper() for field in Settings.model_fields)


def load(env_file: Path = Path(".env"), **given: Any) -> Settings:
    """Read the settings; a SettingsError names the first wrong one. `given` goes before everything else."""
    in_file: Mapping[str, str | None] = dotenv_values(env_file) if env_file.is_file() else {}
    _require_known({*os.environ, *in_file})
    try:
        return Settings(
            _env_file=env_file,  # type: ignore[call-arg]
            _secrets_dir=SECRETS if SECRETS.is_dir() else None,
            **given,
        )
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        text = str(detail.get("ctx", {}).get("error", detail["msg"]))
        name = PREFIX + str(detail["loc"][0]).upper() if detail["loc"] else ""
        raise SettingsError(
            f"{name}: {text}; see .env.example" if name else f"{text}; see .env.example"
        ) from None


def secrets(settings: Settings) -> list[str]:
    """What must appear in no log: the token, the webhook's secret, and the password of the database."""
    kept = [secret.get_secret_value() for secret in (settings.bot_token, settings.webhook_secret) if secret]
    password = urlsplit(settings.database_url.get_secret_value()).password or ""
    return [secret for secret in (*kept, password, unquote(password)) if secret]


def require_token(settings: Settings) -> str:
    """The token, or a SettingsError that says how to set it."""
    if settings.bot_token is None:
        raise SettingsError("PROVISO_BOT_TOKEN is not set; see .env.example")
    return settings.bot_token.get_secret_value()


def _require_known(found: set[str]) -> None:
    known = {suffixed for name in names() for suffixed in (name, name + "_FILE")}
    for name in sorted(found):
        if not name.startswith(PREFIX) or name.startswith(TESTS) or name in known:
            continue
        close = process.extractOne(name, known, score_cutoff=80)
        hint = f"did you mean {close[0]}?" if close else "see .env.example for the known ones"
        raise SettingsError(f"{name} is not a setting: {hint}")
