"""Genuine Elasticsearch nodes as processes of their own, for tests, measurements and `make elasticsearch`.

    with running() as cluster: ...                # one node, cluster.urls
    with running(nodes=3) as cluster:             # three on loopback: kill(), freeze(), thaw(), start() each
        cluster.nodes[0].kill()
    with running(password="…") as cluster: ...    # security on, user elastic

`python -m tests.support.elastic [NODES]` runs them until Ctrl-C; `--fetch` only sees to it that they can be run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from marketplace.processes import die_with_parent, free_port
from tests.support import elastic_home

START_SECONDS = 120
QUICK = "-XX:TieredStopAtLevel=1"  # compiling little halves what a start costs; measurements do without it
USER = "elastic"


@dataclass
class Node:
    """One server process with its own folder. It runs as a user that is not root, who may write there only."""

    name: str
    folder: Path
    port: int
    settings: dict[str, Any]
    heap: str = "512m"
    password: str = ""
    java: str = QUICK
    launcher: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        scheme = "https" if self.settings.get("xpack.security.http.ssl.enabled") else "http"
        return f"{scheme}://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """Return the server's process id (the launcher is another)."""
        return int((self.folder / "pid").read_text())

    def prepare(self, files: Mapping[str, bytes]) -> None:
        """Write its configuration."""
        conf = self.folder / "conf"
        shutil.copytree(required_home() / "config", conf, dirs_exist_ok=True)
        conf.joinpath("elasticsearch.yml").write_text("".join(f"{k}: {_yaml(v)}\n" for k, v in self.settings.items()))
        for name, content in files.items():
            conf.joinpath(name).write_bytes(content)
        give(self.folder)
        if self.password:
            self._tool("keystore", "create")
            self._tool("keystore", "add", "-x", "bootstrap.password", text=self.password)

    def _tool(self, name: str, *arguments: str, text: str = "") -> None:
        command = ["bash", required_home() / "bin/elasticsearch-cli", *arguments]
        environ = self._environ(name, f"lib/tools/{name}-cli")
        subprocess.run(command, input=text.encode(), env=environ, check=True, capture_output=True, **as_owner())

    def _environ(self, name: str, libs: str) -> dict[str, str]:
        options = f"-Xms{self.heap} -Xmx{self.heap} {self.java}"
        made = {"CLI_NAME": name, "CLI_LIBS": libs, "ES_PATH_CONF": str(self.folder / "conf"), "ES_JAVA_OPTS": options}
        return {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(elastic_home.java()),
            "ES_TMPDIR": str(self.folder / "tmp"),
            **made,
        }

    def start(self) -> None:
        """Start the process; it ends with ours. Returns before it answers."""
        command = ["bash", required_home() / "bin/elasticsearch-cli", "-p", self.folder / "pid"]
        (self.folder / "pid").unlink(missing_ok=True)
        with (self.folder / "out.log").open("ab") as log:
            self.launcher = subprocess.Popen(
                command, env=self._environ("server", "lib/tools/server-cli"), stdout=log, stderr=log,
                preexec_fn=die_with_parent, **as_owner(),  # noqa: PLW1509
            )  # fmt: skip

    def kill(self) -> None:
        """End the server at once, as a power cut does. `start` brings it back with its data."""
        self._signal(signal.SIGKILL)
        if self.launcher:
            self.launcher.wait(30)

    def freeze(self) -> None:
        """Stop the server from running, with all its connections open. Returns when it stands still."""
        self._signal(signal.SIGSTOP)
        while Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.01)

    def thaw(self) -> None:
        """Let a frozen server run on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(self.pid, number)

    def stop(self) -> None:
        """End it for good."""
        if self.launcher and self.launcher.poll() is None:
            self._signal(signal.SIGKILL)
            self.launcher.terminate()  # it ends a server that has not written its id yet
            self.launcher.wait(60)


@dataclass
class Cluster:
    """Some nodes that know each other."""

    nodes: list[Node]
    password: str = ""
    ca_certs: str = ""
    given: str = ""  # the address of a server that was there before; it has no nodes that a test may kill

    @property
    def urls(self) -> list[str]:
        """Return the addresses of all nodes."""
        return self.given.split(",") if self.given else [node.url for node in self.nodes]

    def client(self, **options: Any) -> Elasticsearch:
        """Return a client of its own for looking at the cluster past the engine."""
        login: dict[str, Any] = {"basic_auth": (USER, self.password)} if self.password else {}
        login |= {"ca_certs": self.ca_certs} if self.ca_certs else {}
        return Elasticsearch(self.urls, **{"request_timeout": 10, **login, **options})

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Wait until all nodes have joined and all shards are where they belong. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        client = self.client(max_retries=0)
        wanted = {"wait_for_nodes": f">={len(self.nodes)}", "wait_for_status": "yellow", "timeout": "5s"}
        while time.monotonic() < deadline:
            with suppress(TransportError, ApiError):
                if not client.cluster.health(**wanted)["timed_out"]:
                    return
            if all(node.launcher and node.launcher.poll() is not None for node in self.nodes):
                break
            time.sleep(0.3)
        raise TimeoutError(
            f"Elasticsearch did not come up:\n{self.nodes[0].folder.joinpath('out.log').read_text()[-3000:]}"
        )

    def master(self) -> Node:
        """Return the node that is master now."""
        (row,) = self.client(retry_on_timeout=True).cat.master(format="json")
        return next(node for node in self.nodes if node.name == row["node"])


@contextmanager
def shared() -> Iterator[Cluster | None]:
    """Run the cluster that most tests share: one node, or what TEST_ELASTICSEARCH_URL names; None if there is none."""
    if given := os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield Cluster([], given=given)
    elif elastic_home.home():
        with running() as cluster:
            yield cluster
    else:
        yield None


@contextmanager
def running(
    nodes: int = 1,
    *,
    heap: str = "512m",
    password: str = "",
    settings: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    ca_certs: str = "",
    java: str = QUICK,
) -> Iterator[Cluster]:
    """Run a cluster for the length of the block, its data in a temporary folder.

    `settings` go into each node's elasticsearch.yml, `files` beside it, `java` to the virtual machine.
    """
    folder = Path(tempfile.mkdtemp(prefix="market-es-"))
    folder.chmod(0o755)
    cluster = Cluster(made(folder, nodes, heap, password, dict(settings or {}), java), password, ca_certs)
    try:
        for node in cluster.nodes:
            node.prepare(files or {})
            node.start()
        cluster.wait()
        yield cluster
    finally:
        for node in cluster.nodes:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)


def made(folder: Path, count: int, heap: str, password: str, extra: dict[str, Any], java: str) -> list[Node]:
    """Return nodes that will find each other on loopback."""
    names = [f"node-{number}" for number in range(1, count + 1)]
    ports = {name: (free_port(), free_port()) for name in names}
    together: dict[str, Any] = {"discovery.type": "single-node"}
    if count > 1:
        seeds = [f"127.0.0.1:{transport}" for _, transport in ports.values()]
        together = {"discovery.seed_hosts": seeds, "cluster.initial_master_nodes": names}
    found = []
    for name in names:
        own = folder / name
        for part in ("conf", "tmp"):
            (own / part).mkdir(parents=True)
        settings = {
            "cluster.name": folder.name, "node.name": name,
            "path.data": str(own / "data"), "path.logs": str(own / "logs"),
            "http.port": ports[name][0], "transport.port": ports[name][1], "xpack.security.enabled": bool(password),
            "cluster.routing.allocation.disk.threshold_enabled": False,  # a full laptop is no reason to fail
            **together, **extra,
        }  # fmt: skip
        found.append(Node(name, own, ports[name][0], settings, heap, password, java))
    return found


def required_home() -> Path:
    """Return the server's folder. Raises RuntimeError without one."""
    if found := elastic_home.home():
        return found
    raise RuntimeError("no Elasticsearch here: `make elasticsearch` fetches one")


def owner() -> str | None:
    """Return whom to run the server as: it refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("elasticsearch", "postgres", "nobody") if name in known)


def as_owner() -> dict[str, Any]:
    """Return the options of a process that runs as that user."""
    who = owner()
    return {"user": who, "group": pwd.getpwnam(who).pw_gid, "cwd": "/"} if who else {}


def give(folder: Path) -> None:
    """Make a folder that user's."""
    if who := owner():
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, who)


def _yaml(value: Any) -> str:
    return (
        f"[{', '.join(value)}]"
        if isinstance(value, list)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )


def main() -> None:
    """Fetch the server if need be, and run it until Ctrl-C unless fetching was all."""
    elastic_home.fetch()
    if sys.argv[1:] == ["--fetch"]:
        return
    with running(int(sys.argv[1]) if len(sys.argv) > 1 else 1, java="") as cluster:
        sys.stdout.write(f"MARKETPLACE_SEARCH_ENGINE={','.join(cluster.urls)}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
