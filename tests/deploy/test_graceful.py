"""A web server that is stopped, started and reloaded under load costs no reader a failed request."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.processes import free_port
from tests.support.servers import Readers, fetch, marketplace, process, start, stop, wait_until_served
from tests.support.site import wait_for

PATHS = ("/en/search?q=tug", "/vi/", "/api/v1/sectors", "/readyz")
pytestmark = pytest.mark.xdist_group("run")


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of a site that is ready to be served."""
    made = {
        "MARKETPLACE_DATA_DIR": str(tmp_path_factory.mktemp("site")),
        "MARKETPLACE_WEB_WORKERS": "2",
        "MARKETPLACE_SITE_URL": "http://localhost",
        "MARKETPLACE_LOG_LEVEL": "warning",
    }
    marketplace(made, "init")
    return made


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A socket that listens whoever serves it, as a systemd socket unit keeps it."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as made:
        yield made


def address(listening: socket.socket) -> tuple[str, int]:
    host, port = listening.getsockname()
    return str(host), int(port)


def children(process_id: int) -> set[int]:
    return {int(number) for number in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()}


def test_a_restart_behind_a_listening_socket_fails_no_request(
    environ: dict[str, str], listening: socket.socket, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    server = start(environ, log, "web", listen=listening)
    wait_until_served(address(listening))
    with Readers(address(listening), PATHS) as readers:
        for _ in range(2):
            readers.wait_for(30)
            assert stop(server) == 0
            server = start(environ, log, "web", listen=listening)
        readers.wait_for(30)
    stop(server)
    assert readers.failures() == {}
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("keep", [False, True], ids=["new connections", "kept connections"])
def test_a_reload_replaces_the_processes_and_fails_no_request(
    environ: dict[str, str], listening: socket.socket, tmp_path: Path, keep: bool
) -> None:
    with process(environ, tmp_path / "log", "web", listen=listening) as main:
        wait_until_served(address(listening))
        before = children(main)
        with Readers(address(listening), PATHS, keep=keep) as readers:
            readers.wait_for(20)
            os.kill(main, signal.SIGHUP)
            deadline = time.monotonic() + 40
            while children(main) & before:
                assert time.monotonic() < deadline, "the old processes stayed"
                time.sleep(0.1)
            readers.wait_for(30)
        assert len(children(main)) == len(before) == 2
    assert readers.failures() == {}


def test_what_is_under_way_is_answered_before_the_server_ends(
    environ: dict[str, str], listening: socket.socket, tmp_path: Path
) -> None:
    server = start(environ, tmp_path / "log", "web", listen=listening)
    wait_until_served(address(listening))
    with socket.create_connection(address(listening)) as slow:
        slow.sendall(b"GET /en/search HTTP/1.1\r\nHost: localhost\r\n")  # half a request
        time.sleep(0.5)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        slow.sendall(b"Connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert server.wait(60) == 0
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.rstrip().endswith(b"</html>")


def test_who_comes_to_a_server_that_is_ending_is_refused_and_not_cut_off(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """What was refused can be sent to another server, even if it changes something; what was cut off can't."""
    place = ("127.0.0.1", free_port())
    server = start({**environ, "MARKETPLACE_PORT": str(place[1])}, tmp_path / "log", "web")
    wait_until_served(place)
    with socket.create_connection(place) as slow:
        slow.sendall(b"GET /en/search HTTP/1.1\r\nHost: localhost\r\n")  # half a request
        time.sleep(0.5)
        server.send_signal(signal.SIGTERM)
        wait_for(lambda: is_refused(place), 10)
        slow.sendall(b"Connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert server.wait(60) == 0
    assert answer.startswith(b"HTTP/1.1 200 OK")


def is_refused(place: tuple[str, int]) -> bool:
    """Tell whether nobody listens there."""
    try:
        socket.create_connection(place).close()
    except ConnectionRefusedError:
        return True
    return False


def test_the_processes_of_one_server_count_together(
    environ: dict[str, str], listening: socket.socket, tmp_path: Path
) -> None:
    with process(environ, tmp_path / "log", "web", listen=listening):
        wait_until_served(address(listening))
        for _ in range(40):
            assert fetch(address(listening), "/api/v1/sectors")[0] == 200
        wait_for(lambda: counted(listening) == 40)  # a request is counted when its answer has gone out


def counted(listening: socket.socket) -> float:
    """Return how many lists of sectors the server says it has sent."""
    text = fetch(address(listening), "/metrics")[1].decode()
    (number,) = re.findall(r'^marketplace_request_seconds_count{endpoint="api_sectors.index"} (\S+)$', text, re.M)
    return float(number)


def test_an_address_too_long_to_be_read_is_answered_in_both_languages(
    environ: dict[str, str], listening: socket.socket, tmp_path: Path
) -> None:
    server = start(environ, tmp_path / "log", "web", listen=listening)
    wait_until_served(address(listening))
    at_most, beyond = (fetch(address(listening), f"/en/search?q={'x' * size}") for size in (8_000, 10_000))
    assert stop(server) == 0
    assert at_most[0] < 500
    assert b"<main" in at_most[1]
    assert beyond[0] == 414
    assert "Địa chỉ quá dài" in beyond[1].decode()
    assert "The address is too long" in beyond[1].decode()
