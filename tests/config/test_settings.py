from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import settings
from config.settings import SettingsError

NOWHERE = Path("no-such.env")


def test_without_anything_set_the_defaults_hold() -> None:
    loaded = settings.load(NOWHERE)
    assert loaded.api_base_url == "https://api.telegram.org"
    assert loaded.timezone == "America/New_York"
    assert loaded.database_url.get_secret_value().startswith("sqlite+aiosqlite:///")


def test_an_unknown_setting_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISO_BOT_TOKN", "x")
    with pytest.raises(
        SettingsError, match="PROVISO_BOT_TOKN is not a setting: did you mean PROVISO_BOT_TOKEN"
    ):
        settings.load(NOWHERE)


def test_an_unknown_setting_in_the_env_file_is_named_too(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PROVISO_COLOUR=blue\n")
    with pytest.raises(SettingsError, match="PROVISO_COLOUR is not a setting"):
        settings.load(file)


def test_settings_of_the_tests_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISO_TEST_POSTGRES_URL", "x")
    assert settings.load(NOWHERE)


def test_a_missing_token_says_where_to_look() -> None:
    with pytest.raises(SettingsError, match=r"PROVISO_BOT_TOKEN is not set; see \.env\.example"):
        settings.require_token(settings.load(NOWHERE))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PROVISO_TIMEZONE", "America/New_Yorc", "did you mean America/New_York"),
        ("PROVISO_CLOCK", "2017-08-04", "is not an instant"),
        ("PROVISO_CLOCK", "2017-08-04T08:00:00", "is not an instant"),
        ("PROVISO_MODE", "webhook", "PROVISO_WEBHOOK_URL is not set"),
        ("PROVISO_WEBHOOK_URL", "example.org/hook", "must start with https://"),
        ("PROVISO_WEBHOOK_SECRET", "x" * 31, "must be 32 to 256"),
        ("PROVISO_WEBHOOK_SECRET", "x" * 31 + "é", "must be 32 to 256"),
        ("PROVISO_LISTEN", "8090", "is not host:port"),
        ("PROVISO_LISTEN", "127.0.0.1:http", "is not host:port"),
        ("PROVISO_LANGUAGE", "xx", "there is no translation 'xx'"),
        ("PROVISO_MODE", "pigeon", "PROVISO_MODE"),
        ("PROVISO_PROGRAMS", "no/such/folder", "there is no folder"),
        ("PROVISO_OWNERS", "12,many", "PROVISO_OWNERS"),
        ("PROVISO_API_BASE_URL", "api.telegram.org", "must start with https://"),
        ("PROVISO_CLOCK_SPEED", "2", "PROVISO_CLOCK_SPEED is set without PROVISO_CLOCK"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings.load(NOWHERE)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PROVISO_TIMEZONE=Europe/Paris\nPROVISO_OWNERS=1, 2\n")
    monkeypatch.setenv("PROVISO_TIMEZONE", "Asia/Tokyo")
    loaded = settings.load(file)
    assert (loaded.timezone, loaded.owners) == ("Asia/Tokyo", (1, 2))


def test_a_value_may_stand_in_a_named_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:secret\n")
    monkeypatch.setenv("PROVISO_BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert settings.require_token(settings.load(NOWHERE)) == "1:secret"


def test_a_named_file_may_be_named_in_the_env_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:secret\n")
    (tmp_path / ".env").write_text(f"PROVISO_BOT_TOKEN_FILE={tmp_path / 'token'}\n")
    assert settings.require_token(settings.load(tmp_path / ".env")) == "1:secret"


def test_a_named_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROVISO_BOT_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="PROVISO_BOT_TOKEN_FILE names .* which cannot be read"):
        settings.load(NOWHERE)


def test_a_secret_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "proviso_bot_token").write_text("1:from-secret")
    monkeypatch.setattr(settings, "SECRETS", tmp_path)
    assert settings.require_token(settings.load(NOWHERE)) == "1:from-secret"


def test_the_token_is_not_in_the_settings_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISO_BOT_TOKEN", "1:canary")
    monkeypatch.setenv("PROVISO_DATABASE_URL", "postgresql+psycopg://a:canary@h/d")
    assert "canary" not in repr(settings.load(NOWHERE))


def test_a_clock_may_be_shared_by_a_real_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISO_CLOCK", "2017-08-04T08:00:00-04:00@2026-11-21T12:00:00+00:00")
    clock = settings.load(NOWHERE).clock
    assert clock is not None
    assert clock.shown == datetime(2017, 8, 4, 12, tzinfo=UTC)
    assert clock.shown_at == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_example_file_names_every_setting_once() -> None:
    lines = (Path(__file__).parents[2] / ".env.example").read_text().splitlines()
    named = [
        line.lstrip("# ").partition("=")[0] for line in lines if line.lstrip("# ").startswith("PROVISO_")
    ]
    assert sorted(named) == sorted(settings.names())


def test_the_listening_address_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISO_LISTEN", "[::1]:0")
    assert settings.load(NOWHERE).listen == ("::1", 0)
    assert str(settings.load(NOWHERE).listen) == "[::1]:0"
