"""The files in deploy/ are whole: every path, setting, command and unit that they name is there, and no secret is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from marketplace.cli import COMMANDS
from marketplace.config import declared, load_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILLED_IN = "x" * 32  # long enough for a secret
UNITS = sorted((DEPLOY / "systemd").iterdir())


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return loaded


def test_every_setting_that_the_files_name_is_one() -> None:
    texts = "".join(path.read_text() for path in DEPLOY.rglob("*") if path.is_file())
    named = set(re.findall(r"MARKETPLACE_([A-Z_]+[A-Z])\b", texts))
    assert named - {each.name.upper() for each in declared()} <= {"CONFIG"}


def test_the_example_filled_in_is_taken_by_the_application() -> None:
    text = re.sub("<[^>]*>", FILLED_IN, (DEPLOY / "example.env").read_text())
    environ = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    settings = load_settings(environ)
    assert settings.metrics_token == FILLED_IN
    assert settings.site_url == f"https://{FILLED_IN}"


def test_the_services_of_a_site_are_there_and_run_commands_that_exist() -> None:
    services = compose()["services"]
    assert {"postgres", "elasticsearch", "init", "web", "worker", "proxy"} == services.keys()
    assert {services[name]["command"][0] for name in ("init", "web", "worker")} <= COMMANDS.keys()
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["init"]["condition"] == "service_completed_successfully"
        assert services[name]["stop_grace_period"] == "40s"


def test_no_file_holds_a_secret() -> None:
    environ = compose()["services"]
    for service in environ.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search("PASSWORD|SECRET|TOKEN|_URL", name):
                assert "${" in str(value), name
    for line in (DEPLOY / "example.env").read_text().splitlines():
        name, _, value = line.partition("=")
        if re.search("PASSWORD|SECRET|TOKEN|MAIL_URL", name) and not name.startswith("#"):
            assert "<secret>" in value, name


def test_what_the_container_is_built_from_is_there() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    paths = [path for paths in copied for path in paths]
    assert {"marketplace", "search", "migrations", "plugins", "requirements.lock"} <= set(paths)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(paths) <= kept


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed")
def test_compose_accepts_the_file(tmp_path: Path) -> None:
    for name in ("compose.yaml", "nginx.conf.template"):
        shutil.copy(DEPLOY / name, tmp_path)
    (tmp_path / ".env").write_text(re.sub("<[^>]*>", "x", (DEPLOY / "example.env").read_text()))
    command = ["docker-compose", "-f", "compose.yaml", "config", "-q"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = shutil.which("true") or "/bin/true"
    for path in UNITS:
        text = path.read_text().replace("/opt/marketplace/.venv/bin/marketplace", program)
        (tmp_path / path.name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    complaints = [line for line in done.stderr.splitlines() if "marketplace" in line]
    assert (done.returncode, complaints) == (0, [])


def test_units_run_commands_that_exist_and_stop_gently() -> None:
    for path in UNITS:
        for command in re.findall(r"bin/marketplace (\w+)", path.read_text()):
            assert command in COMMANDS
    for name in ("marketplace-web.service", "marketplace-worker@.service"):
        text = (DEPLOY / "systemd" / name).read_text()
        assert "TimeoutStopSec=40" in text  # above the 30 s that `marketplace web` gives requests
        assert "KillMode=mixed" in text
