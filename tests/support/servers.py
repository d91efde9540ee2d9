"""Parts of a deployed site as real processes, and readers who never stop asking."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

Address = tuple[str, int] | tuple[str, int, str]


def marketplace(environ: dict[str, str], *arguments: str) -> str:
    """Run a command of the site to its end and return what it printed. Fail if it fails."""
    command = [sys.executable, "-m", "marketplace", *arguments]
    env = {**os.environ, "LC_ALL": "C.UTF-8", **environ}
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def process(environ: dict[str, str], log: Path, *arguments: str, listen: socket.socket | None = None) -> Iterator[int]:
    """Run a part of the site ("web", "worker") for the length of the block, with a socket as systemd hands it over."""
    server = start(environ, log, *arguments, listen=listen)
    try:
        yield server.pid
    finally:
        stop(server)


def start(
    environ: dict[str, str], log: Path, *arguments: str, listen: socket.socket | None = None
) -> subprocess.Popen[bytes]:
    """Start a part of the site; it writes its log to a file."""
    command = [sys.executable, "-m", "marketplace", *arguments]
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MARKETPLACE_LOG_FORMAT": "json", **environ}
    handed: tuple[int, ...] = ()
    if listen is not None:
        handed = (listen.fileno(),)
        script = f'exec 3<&{listen.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
        command = ["bash", "-c", script, "bash", *command]
    with log.open("ab") as output:
        return subprocess.Popen(command, env=env, stdout=output, stderr=output, pass_fds=handed)


def stop(server: subprocess.Popen[bytes]) -> int:
    """Tell a process to end, as systemd does, and return its exit code."""
    server.send_signal(signal.SIGTERM)
    try:
        return server.wait(60)
    except subprocess.TimeoutExpired:
        server.kill()
        raise


def wait_until_served(address: Address, path: str = "/healthz", seconds: float = 60.0) -> None:
    """Wait until the server at an address answers 200."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if fetch(address, path)[0] == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < deadline, f"no answer from {address}"
        time.sleep(0.1)


def fetch(address: Address, path: str, **headers: str) -> tuple[int, bytes]:
    """Ask once on a connection of its own; return status and body."""
    answer, body = ask(address, "GET", path, headers=headers)
    return answer.status, body


def ask(address: Address, method: str, path: str, **options: Any) -> tuple[http.client.HTTPResponse, bytes]:
    """Send one request on a connection of its own; return the answer and its body."""
    connection = connect(address)
    try:
        connection.request(method, path, **options)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def connect(address: Address) -> http.client.HTTPConnection:
    """Return a connection to make requests on; with a third part "https" through TLS, whoever signed for it."""
    host, port, *secure = address
    if secure:
        trusting = ssl._create_unverified_context()  # the proxy's certificate is the test's own
        return http.client.HTTPSConnection(host, port, timeout=60, context=trusting)
    return http.client.HTTPConnection(host, port, timeout=60)


class Readers:
    """Threads that ask one page after the other until the block ends, each on a new connection or on kept ones.

    Each rests `pause` seconds after an answer, to stay below the limit of searches a minute.
    """

    def __init__(
        self, address: Address, paths: Sequence[str], number: int = 4, *, keep: bool = False, pause: float = 0.0
    ) -> None:
        self.address, self.paths, self.keep, self.pause = address, paths, keep, pause
        self.statuses: Counter[int | str] = Counter()
        self.seconds: list[float] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,), daemon=True) for n in range(number)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(60)

    def _read(self, turn: int) -> None:
        connection = connect(self.address)
        while not self._ended.is_set():
            turn += 1
            started = time.monotonic()
            try:
                connection.request("GET", self.paths[turn % len(self.paths)])
                answer = connection.getresponse()
                answer.read()
                self.statuses[answer.status] += 1
            except (OSError, http.client.HTTPException) as error:
                self.statuses[repr(error)] += 1
                connection.close()
            self.seconds.append(time.monotonic() - started)
            if not self.keep:
                connection.close()
            self._ended.wait(self.pause)

    def failures(self) -> dict[int | str, int]:
        """Return what was answered but 200, with how often."""
        return {status: number for status, number in self.statuses.items() if status != 200}

    def wait_for(self, more: int, seconds: float = 120.0) -> None:
        """Wait until so many more answers have come."""
        wanted, deadline = self.statuses.total() + more, time.monotonic() + seconds
        while self.statuses.total() < wanted:
            assert time.monotonic() < deadline, f"only {self.statuses}"
            time.sleep(0.02)
