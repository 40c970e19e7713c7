"""The image, the compose file and the unit, as far as they can be held to their word without running them."""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from config import settings

ROOT = Path(__file__).parents[1]
# Seconds that `run` may take from SIGTERM to its end.
END_S = 30
COMPOSE = ROOT / "deploy" / "compose.yaml"
UNIT = ROOT / "deploy" / "proviso.service"
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]


def is_sent(path: str) -> bool:
    """Whether .dockerignore lets a path through: the last line that fits decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        rule = line.removeprefix("!")
        if not rule or rule.startswith("#"):
            continue
        parts = [path, *map(str, Path(path).parents)]
        if rule.startswith("**/"):
            fits = rule.removeprefix("**/") in Path(path).parts
        else:
            fits = any(fnmatch(part, rule) for part in parts if part != ".")
        if fits:
            sent = line.startswith("!")
    return sent


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name}\s+(.+)$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize(
    "path", [Path("Dockerfile"), Path("deploy/compose.yaml"), Path("deploy/proviso.service")], ids=str
)
def test_each_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"PROVISO_[A-Z_]+", (ROOT / path).read_text()))
    assert named <= {suffixed for name in settings.names() for suffixed in (name, f"{name}_FILE")}


# The image


def test_the_builder_gets_what_the_wheel_is_made_of_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    wanted = {*packages, "pyproject.toml", "README.md", "LICENSE", "NOTICE"}
    assert {path.name for path in ROOT.iterdir() if is_sent(path.name)} == wanted
    assert is_sent("requirements/run.txt")
    assert is_sent("storage/migrations/env.py")
    for kept_back in (
        ".env",
        ".git/config",
        "tests/conftest.py",
        "requirements/dev.txt",
        "bot/__pycache__/x.pyc",
    ):
        assert not is_sent(kept_back), kept_back
    sources = [
        source for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]
    ]
    assert sources == ["requirements/run.txt", "."]


def test_what_the_image_installs_is_locked_by_hash_and_the_base_by_version() -> None:
    installs = [line for line in instructions("RUN") if " install " in line and "pip" in line]
    assert all("--require-hashes --only-binary :all:" in line or "--no-deps" in line for line in installs)
    [base] = instructions("ARG")
    assert re.fullmatch(r"PYTHON=3\.\d+\.\d+-slim-[a-z]+", base)
    assert {line.split()[0] for line in instructions("FROM")} == {"python:${PYTHON}"}


def test_the_container_runs_as_a_user_without_rights_that_can_write_its_data_only() -> None:
    assert instructions("USER") == ["10001:10001"]
    assert instructions("VOLUME") == ["/data"]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    assert "PROVISO_LISTEN=0.0.0.0:8090" in DOCKERFILE
    assert "PROVISO_DATABASE_URL=" not in DOCKERFILE  # it would go before a secret file


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_asks_the_bot_whether_it_is_ready(status: int, code: int) -> None:
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    [check] = instructions("HEALTHCHECK")
    _python, *arguments = json.loads(check.partition("CMD ")[2])
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.handle_request, daemon=True).start()
        listen = {"PROVISO_LISTEN": f"0.0.0.0:{server.server_port}"}
        done = subprocess.run([sys.executable, *arguments], env=os.environ | listen, timeout=30)
    assert (done.returncode, asked) == (code, ["/readyz"])


# The compose file


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_rights_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert service["restart"] == "unless-stopped"
    assert "ports" not in service  # nothing is published
    assert "privileged" not in service
    assert not any(
        "password" in str(value).lower() for value in service["environment"].values() if "/run/" not in value
    )


def test_the_bot_waits_for_the_database_gets_its_secrets_as_files_and_can_be_doubled() -> None:
    bot = SERVICES["bot"]
    assert "cap_add" not in bot
    assert bot["depends_on"]["database"]["condition"] == "service_healthy"
    assert SERVICES["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert {name.upper() for name in bot["secrets"]} == {"PROVISO_BOT_TOKEN", "PROVISO_DATABASE_URL"}
    assert {name.upper() for name in bot["secrets"]} <= set(settings.names())
    assert int(bot["stop_grace_period"].removesuffix("s")) >= END_S
    assert "container_name" not in bot


def test_each_secret_that_a_service_names_is_a_file_that_git_leaves_out() -> None:
    compose = yaml.safe_load(COMPOSE.read_text())
    named = {name for service in compose["services"].values() for name in service["secrets"]}
    assert named == set(compose["secrets"])
    for secret in compose["secrets"].values():
        assert secret["file"].startswith("secrets/")
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_databases_image_is_pinned_by_version_and_reached_by_the_bot_only() -> None:
    assert re.fullmatch(r"postgres:\d+\.\d+-[a-z]+", SERVICES["database"]["image"])
    assert SERVICES["database"]["networks"] == ["inside"]
    assert yaml.safe_load(COMPOSE.read_text())["networks"]["inside"] == {"internal": True}


# The unit


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT)
    return parser["Service"]


def test_the_unit_waits_for_the_replies_and_starts_a_failed_bot_again() -> None:
    service = unit()
    assert int(service["TimeoutStopSec"]) >= END_S
    assert service["Restart"] == "on-failure"
    assert "RestartPreventExitStatus" not in service  # a network that is away at the start is exit code 2 too
    assert service["ExecStart"].endswith("/bin/proviso run")


def test_the_unit_has_no_rights_it_does_not_need() -> None:
    service = unit()
    assert service["User"] == "proviso"
    assert service["CapabilityBoundingSet"] == ""
    assert (service["ProtectSystem"], service["StateDirectoryMode"], service["UMask"]) == (
        "strict",
        "0700",
        "0077",
    )
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert service[name] == "true", name
    # Whatever stands in the environment, a process of the same user can read.
    assert "TOKEN" not in service["Environment"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    copy = tmp_path / "proviso.service"
    copy.write_text(UNIT.read_text().replace("/opt/proviso/bin/proviso", sys.executable))
    verified = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", copy],
        capture_output=True,
        text=True,
    )
    assert rated.returncode == 0, rated.stdout
