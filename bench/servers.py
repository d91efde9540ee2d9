"""Parts of a site, and others' servers, as real processes; connections to them; what they hold in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path

from marketplace.processes import free_port

SECRET = "bench " * 8
_visitors = count()


class Server:
    """A process that answers at a port of this machine, or, without a port, only works."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], port: int | None = None) -> None:
        self.port = port
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the object)
        everything = {**os.environ, **environ}
        self.process = subprocess.Popen(command, env=everything, stdout=self.log, stderr=self.log)

    def connect(self) -> HTTPConnection:
        """Return a connection that is kept alive."""
        assert self.port is not None
        return HTTPConnection("127.0.0.1", self.port, timeout=600)

    def wait(self, path: str, seconds: float = 90.0) -> None:
        """Wait for the first answer. Raise TimeoutError."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return fetch(self.connect(), path) and None
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(f"no answer at port {self.port}: {self.said()}")

    def memory(self) -> list[dict[str, float]]:
        """Return what each process holds in MB: all that is resident, and what is its own and in no file."""
        pids = [self.process.pid, *children(self.process.pid)]
        return [resident(pid) for pid in pids]

    def said(self) -> str:
        """Return the end of what it printed."""
        self.log.seek(0)
        return self.log.read()[-2_000:].decode(errors="replace")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(60)


def fetch(connection: HTTPConnection, path: str) -> bytes:
    """Get a page as a visitor of one's own, behind one proxy: nobody is slowed down for what others ask."""
    visitor = next(_visitors)
    address = f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"
    answer = ask(connection, path, {"X-Forwarded-For": address})
    body = answer.read()
    assert answer.status == 200, (path, answer.status, body[:300])
    return body


def ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> HTTPResponse:
    """Send a request; once more on a new connection if the server has closed the one that lay idle."""
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse()
    except ConnectionError:
        connection.close()
        connection.request("GET", path, headers=headers)
        return connection.getresponse()


@contextmanager
def serving(command: Sequence[str], environ: Mapping[str, str], port: int, path: str) -> Iterator[Server]:
    """Run a server for the length of the block, which begins when it answers at `path`."""
    server = Server(command, environ, port)
    try:
        server.wait(path)
        yield server
    finally:
        server.stop()


@contextmanager
def web(folder: Path, processes: int = 2, threads: int = 4) -> Iterator[Server]:
    """Serve a site's pages as `marketplace run` does."""
    port = free_port()
    environ = site(folder) | {
        "MARKETPLACE_PORT": str(port),
        "MARKETPLACE_WEB_WORKERS": str(processes),
        "MARKETPLACE_WEB_THREADS": str(threads),
        "MARKETPLACE_TRUSTED_PROXIES": "1",
    }
    with serving([sys.executable, "-m", "marketplace", "web"], environ, port, "/healthz") as server:
        yield server


@contextmanager
def worker(folder: Path) -> Iterator[Server]:
    """Let a site's worker work."""
    server = Server([sys.executable, "-m", "marketplace", "worker"], site(folder))
    try:
        yield server
    finally:
        server.stop()


def site(folder: Path) -> dict[str, str]:
    """Return the environment that makes a process part of a site."""
    return {
        "MARKETPLACE_DATA_DIR": str(folder),
        "MARKETPLACE_SECRET_KEY": SECRET,
        "MARKETPLACE_LOG_LEVEL": "warning",
    }


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
        if parent == pid:
            found.append(int(folder.name))
    return found


def resident(pid: int) -> dict[str, float]:
    """Return a process's resident memory in MB: in all, and without the pages of files that the system may drop."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    facts = {name: value.split() for name, _, value in (line.partition(":") for line in lines)}
    return {"resident": int(facts["VmRSS"][0]) / 1024, "own": int(facts["RssAnon"][0]) / 1024}
