"""Servers that the tests use when this machine has them: PostgreSQL (a throw-away cluster) and Chromium."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from marketplace.config import normal_url
from marketplace.processes import die_with_parent

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def chromium() -> str | None:
    """Return the path of a browser, or None."""
    return next((path for path in CHROMIUM if Path(path).exists()), None)


def postgresql() -> str | None:
    """Return the URL of a PostgreSQL server that tests may make databases on, starting one if need be; None without.

    TEST_DATABASE_URL names a server that runs already.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        return normal_url(given)
    programs = postgresql_programs()
    return start_postgresql(programs) if programs else None


def postgresql_programs() -> Path | None:
    """Return the folder of the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def start_postgresql(programs: Path) -> str:
    """Start a cluster in a temporary folder; it ends with this process."""
    owner = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="market-pg-"))
    if owner:
        shutil.chown(folder, owner)
    data = folder / "data"
    as_owner = {"user": owner, "cwd": folder} if owner else {"cwd": folder}
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, **as_owner)  # type: ignore[call-overload]
    options = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, "-h", "", *options],
            stdout=log, stderr=log, preexec_fn=die_with_parent, **as_owner,  # noqa: PLW1509
        )  # fmt: skip
    atexit.register(end, server, folder)
    url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    wait_until_ready(url, server)
    return url


def unprivileged_user() -> str | None:
    """Return whom to run the server as: it refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    engine = create_engine(url)
    for _ in range(200):
        try:
            with engine.connect():
                engine.dispose()
                return
        except OperationalError:
            assert server.poll() is None, "PostgreSQL ended at its start"
            time.sleep(0.05)
    raise TimeoutError("PostgreSQL did not answer within 10 s")


def end(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Stop the cluster and remove it."""
    server.send_signal(3)  # SIGQUIT: at once, nothing here is worth saving
    server.wait(10)
    shutil.rmtree(folder, ignore_errors=True)
