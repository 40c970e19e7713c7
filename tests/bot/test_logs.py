"""A secret leaves no log line, whoever wrote it and in whatever form."""

import logging

import pytest
import structlog

from bot import logs

SECRET = "1234567890:secret"


@pytest.fixture(autouse=True)
def _restore():  # type: ignore[no-untyped-def]
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_secret_is_redacted_in_messages_fields_and_tracebacks(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("DEBUG", form, [SECRET, ""])
    structlog.get_logger("ours").info("started", url=f"https://x/bot{SECRET}/getMe")
    logging.getLogger("theirs").warning("calling %s", f"bot{SECRET}")
    try:
        raise RuntimeError(SECRET)
    except RuntimeError:
        logging.getLogger("theirs").exception("failed")
        structlog.get_logger("ours").exception("failed")
    printed = capsys.readouterr().err
    assert "secret" in printed
    assert SECRET not in printed
    assert printed.count("[secret]") >= 4
