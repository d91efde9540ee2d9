"""Where the cluster is, how to sign in, and what belongs to us there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from search.addresses import REMEDY, is_address
from search.engine import EngineError

_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Place:
    """One cluster. `urls` name one or more of its nodes; a user and a password may stand in them or beside them.

    Everything of ours there is named `prefix…`, so rights on that pattern are all that the credentials need.
    `patience` is how many seconds a reader waits in all, `bulk_patience` a writer for one batch.
    """

    urls: tuple[str, ...] = field(repr=False)
    api_key: str = field(default="", repr=False)
    ca_file: str = ""
    prefix: str = "marketplace-"
    shards: int = 1
    replicas: int = 1
    patience: float = 1.8
    bulk_patience: float = 60.0

    def __post_init__(self) -> None:
        """Raise EngineError for what can't work, without ever saying a secret."""
        if not self.urls:
            raise EngineError("no address of an Elasticsearch cluster")
        if not _PREFIX.fullmatch(self.prefix):
            raise EngineError(f"not a usable prefix of index names: {self.prefix!r:.80}")
        if self.ca_file and not Path(self.ca_file).is_file():
            raise EngineError(f"there is no certificate file {self.ca_file}")
        for number, url in enumerate(self.urls, 1):
            if not is_address(url.strip(), ("http", "https")) or "?" in url:  # never shown: it may hold a password
                raise EngineError(f"address {number} is not https://user:password@host:port; {REMEDY}")

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Return the addresses without credentials and with their ports: for the client, for messages, for people."""
        return tuple(_bare(url) for url in self.urls)

    @property
    def login(self) -> tuple[str, str] | None:
        """Return user and password if an address has them; an API key goes before."""
        for parts in map(urlsplit, self.urls):
            if parts.username and not self.api_key:
                return unquote(parts.username), unquote(parts.password or "")
        return None

    def __str__(self) -> str:
        """Return the addresses, fit to be shown."""
        return ", ".join(self.hosts)


def _bare(url: str) -> str:
    parts = urlsplit(url.strip())
    host = parts.netloc.rpartition("@")[2]
    if host and not re.search(r":\d+$", host):
        host += ":443" if parts.scheme == "https" else ":9200"
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
