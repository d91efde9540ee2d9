"""A whole site as `marketplace run` starts it: gunicorn, worker and mailbox, as real processes on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marketplace.processes import free_port

READY = "Press Ctrl-C to stop."


@dataclass
class Site:
    """A running site. `printed` is what it said until it was ready."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    printed: str

    def processes(self, *, but_main: bool = False) -> dict[int, str]:
        """Return the names of all its processes, wherever they hang in the tree, by process id."""
        mark = f"MARKETPLACE_DATA_DIR={self.folder}\0".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    alive = (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
                    found[int(entry.name)] = (entry / "comm").read_text().strip() if alive else ""
            except OSError:
                continue  # ended meanwhile
        found = {number: name for number, name in found.items() if name}
        return {number: line for number, line in found.items() if number != self.process.pid} if but_main else found


def start(folder: Path, *options: str, **environ: str) -> subprocess.Popen[str]:
    """Start `marketplace run` with a data folder; it may or may not come up."""
    site = {"MARKETPLACE_DATA_DIR": str(folder), "MARKETPLACE_PORT": str(free_port()), "MARKETPLACE_WEB_WORKERS": "1"}
    command = [sys.executable, "-m", "marketplace", "run", *options]
    env = {**os.environ, "LC_ALL": "C.UTF-8", **site, **environ}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@contextmanager
def running(folder: Path, *options: str, **environ: str) -> Iterator[Site]:
    """Run a site for the length of the block, then stop it as Ctrl-C does."""
    environ = {"MARKETPLACE_PORT": str(free_port()), **environ}
    process = start(folder, *options, **environ)
    try:
        printed = read_until_ready(process)
        yield Site(f"http://127.0.0.1:{environ['MARKETPLACE_PORT']}", folder, process, printed)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def read_until_ready(process: subprocess.Popen[str]) -> str:
    """Return what the site prints until it is ready. Fail with that if it ends before."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if READY in line:
            return printed
    raise AssertionError(f"the site ended with exit code {process.wait()}:\n{printed}")


def wait_for(condition: object, seconds: float = 20.0) -> None:
    """Wait until `condition()` is true; fail if that takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
