"""`marketplace run`: the whole site by one command, stopped without a trace; what hinders it is one clear line."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from marketplace.processes import hindrance
from marketplace.supervisor import SHORT_LIFE
from tests.support.site import Site, running, start, wait_for


def get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        status: int = answer.status
        return status


def kinds(site: Site) -> set[str]:
    return set(site.processes(but_main=True).values())


@pytest.mark.xdist_group("run")
def test_it_serves_until_ctrl_c_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--no-demo") as site:
        assert site.url in site.printed
        assert get(f"{site.url}/healthz") == 200
        assert kinds(site) == {"web", "worker-1", "mailbox"}
        port = int(site.url.rpartition(":")[2])
        site.process.send_signal(signal.SIGINT)
        assert site.process.wait(30) == 0
        assert site.processes() == {}
        assert hindrance("127.0.0.1", port) is None


@pytest.mark.xdist_group("run")
def test_a_killed_worker_is_started_again_and_a_killed_site_takes_all_with_it(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--no-demo") as site:
        wait_for(lambda: "worker-1" in kinds(site))
        (worker,) = [number for number, name in site.processes().items() if name == "worker-1"]
        time.sleep(SHORT_LIFE + 0.5)  # who dies younger is not revived
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: any(name == "worker-1" for number, name in site.processes().items() if number != worker))
        site.process.kill()
        site.process.wait()
        wait_for(lambda: site.processes() == {})


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"MARKETPLACE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "marketplace: MARKETPLACE_DATABASE_URL: "),
        (
            {"MARKETPLACE_DATA_DIR": "/dev/null/data"},
            "marketplace: MARKETPLACE_DATA_DIR: can't write to /dev/null/data: ",
        ),
        (
            {"MARKETPLACE_DATA_DIR": "/proc/self/data"},
            "marketplace: MARKETPLACE_DATA_DIR: can't write to /proc/self/data: ",
        ),
        ({"MARKETPLACE_HOST": "192.0.2.1"}, "marketplace: MARKETPLACE_HOST: 192.0.2.1 is no address of this machine"),
        ({"MARKETPLACE_HOST": "none.invalid"}, "marketplace: MARKETPLACE_HOST: none.invalid is no address of this"),
        ({"MARKETPLACE_JOB_POLL": "inf"}, "marketplace: MARKETPLACE_JOB_POLL: inf is more than 86,400 seconds"),
        ({"MARKETPLACE_COLOUR": "red"}, "marketplace: MARKETPLACE_COLOUR: there is no such setting"),
    ],
)
def test_what_hinders_the_start_is_one_clear_line(tmp_path: Path, environ: dict[str, str], said: str) -> None:
    process = start(tmp_path / "data", "--no-demo", **environ)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert printed.startswith(said)
    assert printed.count("\n") == 1


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start(tmp_path / "data", "--no-demo", MARKETPLACE_PORT=str(port))
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert printed.startswith(f"marketplace: MARKETPLACE_PORT: {port} on 127.0.0.1 is in use")
    assert printed.count("\n") == 1
