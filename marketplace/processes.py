"""Child processes that never outlive us, whatever way we end."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import ForkProcess

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # <linux/prctl.h>
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FORK = multiprocessing.get_context("fork")
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Ask the kernel (Linux) to end this process with its parent."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def fork(name: str, target: Callable[[], None], environ: Mapping[str, str]) -> ForkProcess:
    """Run `target` in a copy of this process, which has all modules loaded. There must be no other threads here.

    It gets a process group of its own, so that Ctrl-C reaches only us and we end it in order.
    """
    child = FORK.Process(target=_run, args=(name, os.getpid(), target, environ), name=name)
    child.start()
    return child


def _run(name: str, parent: int, target: Callable[[], None], environ: Mapping[str, str]) -> None:
    os.setpgid(0, 0)
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    die_with_parent()
    if os.getppid() != parent:  # it ended before we asked to be told
        return
    if LIBC is not None:
        LIBC.prctl(PR_SET_NAME, name.encode()[:15])
    os.environ.update(environ)
    target()


def stop(children: Sequence[ForkProcess], patience: float = 15.0) -> None:
    """End children and all they started: politely, then, after `patience` seconds, not."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        child.join(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid or 0, signal.SIGKILL)
        child.join()


def hindrance(host: str, port: int) -> OSError | None:
    """Return what keeps us from listening there, None if nothing does."""
    try:
        family, *_kind, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    except UnicodeError as error:  # no host name: a part of it is empty or too long
        return socket.gaierror(socket.EAI_NONAME, str(error))
    return None


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for_answer(child: ForkProcess, address: tuple[str, int], question: bytes, seconds: float = 60.0) -> bool:
    """Wait until `child` answers a question at its address (SMTP speaks without one). False if it ended before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.is_alive():
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=seconds) as connection:
            connection.sendall(question)
            if connection.recv(1):
                return True
        time.sleep(0.05)
    return False
