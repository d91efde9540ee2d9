"""nginx with the project's own configuration, in front of web processes on this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from marketplace.processes import die_with_parent, free_port
from tests.support.servers import Address

TEMPLATE = Path(__file__).parents[2] / "deploy" / "nginx.conf.template"
MAIN = """
daemon off; pid {folder}/pid; {user} worker_processes 1; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/site.conf;
}}
"""


def available() -> bool:
    """Tell whether this machine has nginx, and openssl for a certificate."""
    return bool(program() and shutil.which("openssl"))


def program() -> str | None:
    """Return the path of nginx."""
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def proxy(folder: Path, upstreams: Sequence[Address]) -> Iterator[Address]:
    """Run nginx for the length of the block; yield where it answers."""
    folder.mkdir()
    port = free_port()
    command = [program() or "nginx", "-e", "stderr", "-p", str(folder), "-c", str(configure(folder, port, upstreams))]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    server = subprocess.Popen(command, preexec_fn=die_with_parent)  # noqa: PLW1509
    try:
        yield ("127.0.0.1", port, "https")
    finally:
        server.terminate()
        server.wait(20)


def configure(folder: Path, port: int, upstreams: Sequence[Address]) -> Path:
    """Fill in the template as a deployment does, with free ports and a certificate made here."""
    subject = ["-subj", "/CN=localhost", "-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    files = ["-keyout", str(folder / "site.key"), "-out", str(folder / "site.crt")]
    subprocess.run(["openssl", "req", "-x509", *subject, *files], check=True, capture_output=True)
    servers = " max_fails=1 fail_timeout=2s; server ".join(f"{host}:{number}" for host, number, *_ in upstreams)
    text = TEMPLATE.read_text()
    for old, new in {
        "${SITE_UPSTREAM}": servers,
        "${SITE_HOST}": "127.0.0.1",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/nginx/certificates": str(folder),
    }.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text)
    user = "user root;" if folder.owner() == "root" else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    return folder / "nginx.conf"
