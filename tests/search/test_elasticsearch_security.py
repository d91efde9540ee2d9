"""Security on, TLS with an authority of our own, and credentials that may do as little as possible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from search.conformance.corpus import SCHEMA
from search.engine import Delete, EngineError, EngineUnavailable, Upsert
from search.engines.elasticsearch import ElasticsearchEngine, Place
from search.query import Facet, Query
from tests.support import elastic, elastic_home

pytestmark = pytest.mark.xdist_group("elasticsearch")

PASSWORD = "geheim,:@/%1"
RIGHTS = ["read", "write", "create_index", "delete_index", "view_index_metadata", "manage"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that vouches for itself."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "ca.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(pem))
    return folder


@pytest.fixture(scope="module")
def secured(authority: Path) -> Iterator[elastic.Cluster]:
    if not elastic_home.home():
        pytest.skip("no Elasticsearch here")
    files = {name: (authority / name).read_bytes() for name in ("key.pem", "ca.pem")}
    tls = {"enabled": True, "key": "key.pem", "certificate": "ca.pem"}
    settings = {f"xpack.security.http.ssl.{name}": value for name, value in tls.items()}
    ca_certs = str(authority / "ca.pem")
    with elastic.running(password=PASSWORD, settings=settings, files=files, ca_certs=ca_certs) as cluster:
        yield cluster


def place(cluster: elastic.Cluster, authority: Path, prefix: str = "site-a-", **login: str) -> Place:
    return Place(tuple(cluster.urls), ca_file=str(authority / "ca.pem"), prefix=prefix, **login)


@pytest.fixture(scope="module")
def key(secured: elastic.Cluster) -> str:
    """An API key with rights on one pattern of indexes and on nothing else."""
    rights = {"site": {"cluster": [], "indices": [{"names": ["site-a-*"], "privileges": RIGHTS}]}}
    return str(secured.client().security.create_api_key(name="site", role_descriptors=rights)["encoded"])


def test_key_for_its_own_pattern_is_enough_for_everything(secured: elastic.Cluster, authority: Path, key: str) -> None:
    engine = ElasticsearchEngine(place(secured, authority, api_key=key))
    engine.create("one", SCHEMA)
    rows = [Upsert(f"d{n}", 1, {"title": "ballast pump", "kind": "offer"}) for n in range(9)]
    assert engine.write("one", [*rows, Delete("x", 1)]).written == 10
    engine.point("all", "one")
    first = engine.search("all", Query("pump", limit=4, facets=(Facet("kind"),)))
    second = engine.search("all", Query("pump", limit=4, cursor=first.next))
    assert (first.total, first.facets["kind"][0].count, len(second.hits)) == (9, 9, 4)
    assert engine.suggest("all", "bal") == ["ballast pump"]
    assert engine.correct("all", "balast") == "ballast"
    assert len(engine.similar("all", "d1").hits) == 5
    assert (engine.target("all"), engine.indexes(), engine.count("one")) == ("one", ["one"], 9)
    assert len(dict(engine.versions("one"))) == 9
    assert dict(engine.versions("one", ["d1"])) == {"d1": 1}
    assert engine.schema_of("one") == SCHEMA.fingerprint
    assert engine.verify("one") == []
    engine.create("two", SCHEMA)
    engine.point("all", "two")
    engine.drop("one")
    assert engine.search("all", Query()).total == 0
    engine.drop("two")


def test_key_for_another_pattern_is_refused_in_clear_words(secured: elastic.Cluster, authority: Path, key: str) -> None:
    engine = ElasticsearchEngine(place(secured, authority, "site-b-", api_key=key))
    for attempt in (lambda: engine.create("one", SCHEMA), lambda: engine.search("all", Query())):
        with pytest.raises(EngineUnavailable, match="refuses our credentials"):
            attempt()


def test_user_and_password_in_the_address(secured: elastic.Cluster, authority: Path) -> None:
    host = secured.urls[0].removeprefix("https://")
    for password, right in ((PASSWORD, True), ("wrong", False)):
        url = f"https://{elastic.USER}:{quote(password, safe='')}@{host}"
        engine = ElasticsearchEngine(Place((url,), ca_file=str(authority / "ca.pem")))
        if right:
            assert engine.indexes() == []
            continue
        with pytest.raises(EngineUnavailable, match="refuses our credentials") as caught:
            engine.indexes()
        assert "wrong" not in str(caught.value)


def test_server_whose_certificate_nobody_vouches_for_is_not_spoken_to(secured: elastic.Cluster) -> None:
    engine = ElasticsearchEngine(Place(tuple(secured.urls), api_key="c2VjcmV0OnNlY3JldA=="))
    with pytest.raises(EngineUnavailable, match=r"(?i)certificate"):
        engine.indexes()


def test_certificate_file_that_is_not_there_is_named(secured: elastic.Cluster) -> None:
    with pytest.raises(EngineError, match=r"/no/such\.pem"):
        Place(tuple(secured.urls), ca_file="/no/such.pem")
