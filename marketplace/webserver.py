"""The web server: gunicorn with our settings, log and counts, stopped and replaced without a failed request.

The app is made in each server process, after the fork: an index opened before it would never see new commits.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from marketplace import metrics
from marketplace.config import Settings
from marketplace.garbage import settle


class Log(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's own lines, in the form of all others."""

    def setup(self, cfg: Any) -> None:
        """Let the root's handler write them. Requests are the journal's matter."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        logging.getLogger("gunicorn.access").disabled = True


LINE = 8190  # bytes of a request's first line: the longest that gunicorn reads
TOO_LONG = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Địa chỉ quá dài – Address too long</title>
<h1>Địa chỉ quá dài</h1><p>Hãy rút ngắn từ khóa tìm kiếm rồi thử lại. <a href="/vi/">Về trang chủ</a></p>
<h1 lang="en">The address is too long</h1><p lang="en">Shorten your search and try again. <a href="/en/">Home</a>
""".encode()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads: they end without cutting anybody off, and answer addresses that the app never sees."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """On the way out, take in who is waiting and let the listener go at once.

        Gunicorn keeps it until the last request under way is answered: whoever connects meanwhile would be cut off
        with a request already sent. Refused, they can safely ask another server.
        """
        super().set_accept_enabled(enabled)
        if enabled or self.alive:  # told to end before it began, it is first told to accept
            return
        for listener in self.sockets:
            known = -1
            while listener.fileno() >= 0 and known < self.nr_conns:
                known = self.nr_conns
                self.accept(listener)
            listener.close()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what could not be read as a request (RFC 9110, 15.5.15: 414)."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        head = f"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Length: {len(TOO_LONG)}\r\n"
        with suppress(OSError):  # whoever sent it may be gone
            write_nonblock(client, f"{head}Content-Type: text/html; charset=utf-8\r\n\r\n".encode() + TOO_LONG)


class WebServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our app and settings. A socket that systemd hands over (LISTEN_FDS) goes before host and port."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the app; called in each server process."""
        from marketplace.app import create_app

        app = create_app()
        settle()
        return app


def options(settings: Settings, grace: float) -> dict[str, Any]:
    """Return gunicorn's options; `grace`: seconds that requests under way have to end when the server is told to."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "worker_class": "marketplace.webserver.Worker",
        "limit_request_line": LINE,
        "timeout": 60,
        "graceful_timeout": grace,
        "loglevel": settings.log_level,
        "logger_class": Log,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "control_socket_disable": True,
        "child_exit": lambda _server, worker: metrics.forget_process(worker.pid),
    }


def serve(settings: Settings, *, grace: float = 8) -> None:
    """Serve pages until told to stop (SIGTERM); SIGHUP replaces the processes one by one."""
    with metrics.shared_counts():
        WebServer(options(settings, grace)).run()
