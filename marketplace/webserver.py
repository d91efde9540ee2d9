"""The web server: gunicorn with our settings, log and counts, stopped and replaced without a failed request.

The app is made in each server process, after the fork: an index opened before it would never see new commits.
"""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from marketplace import metrics
from marketplace.config import Settings


class Log(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's own lines, in the form of all others."""

    def setup(self, cfg: Any) -> None:
        """Let the root's handler write them. Requests are the journal's matter."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        logging.getLogger("gunicorn.access").disabled = True


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

        return create_app()


def options(settings: Settings, grace: float) -> dict[str, Any]:
    """Return gunicorn's options; `grace`: seconds that requests under way have to end when the server is told to."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "worker_class": "gthread",
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
