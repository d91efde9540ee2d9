"""What hostile people, broken programs and unlucky copying send."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

MARK = "<script>zzz"  # must never come back unescaped
NASTY: tuple[bytes, ...] = (
    b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"caf\xe9", b"\x80" * 50, b"\xf8\x88\x80\x80\x80",
    *(text.encode("utf-8", "surrogatepass")
    for text in (
        "", " ", "\0", "a\0b", '"unbalanced', '""" AND ( OR -', "'; DROP TABLE users; --", "-", "*", "a*" * 40,
        "\ud800", "x\udfff y", "\udc80", "\ufeff", "\u202egnp.exe", "\u200f\u200e\u2066", "\u2028\u2029",
        "e\u0302\u0301" * 30, "tàu lai", unicodedata.normalize("NFD", "tàu lai"), "đọc số", "𝕏🚢👩‍👩‍👧‍👦",
        "ﬁ²½Ⅷ", "٣٤", "²", "x" * 10_000,
        "tàu " * 2_500, '"' * 5_000, "(" * 3_000, "-a " * 3_000, "\u0301" * 3_000,
        "-1", "0", "-0", "1e9", "1e999", "-1e999", "NaN", "nan", "Infinity", "-inf", "∞", "1_000", "0x10",
        "+5", "007",
        str(2**31), str(2**63), str(-(2**63) - 1), str(2**64), "9" * 400, "9" * 5_000, "1." + "0" * 400, "1/0",
        "31/02", "31/02/2027", "2027-02-31", "0000-00-00", "9999-12-31", "99999-01-01", "2027-13-01", "29/02/2027",
        f"{MARK}</script>", f'"><img src=x onerror=zzz>{MARK}', f"</title></textarea>{MARK}", "{{ 7*7 }}${7*7}%(a)s%s%",
        "%", "%s%n%d", "%(name)s", "javascript:zzz", "//evil.example", "https://evil.example/", "/\\evil.example",
        "/vi/\r\nSet-Cookie: zzz=1", "\r\nLocation: https://evil.example", "a\tb\nc", "../../../etc/passwd", "..", ".",
        "~", "..%2f", "__proto__", "__class__", "texts.vi.title", "attrs..power", "....", "a.b.c.d.e", "null", "[]",
        "{}", "true", "1.200 kW", "≥ 60 t", "60-40 t", "1,6 MW – 5 GW", "kW", "5 kW kW", "1e400 kW", "100 – NaN t",
        "≤ ≥", "marine", "offer", "demand", "vi", "en", "xx", "VN", "31", "draft", "published", "all", "member",
        "listing:new", "listing:new:\0", "once:x", "remove", "role", "publish", "1", "2", "7", "me@localhost",
        "a@b.vn", "@", "a" * 300 + "@example.com", "person1@example.com", "ü@пример.рф", "=1+1",
        "eyJhbGciOiJub25lIn0.e30.", "AAAA", "WyIxIl0=", "eyJhIjpbMSwyXX0", "gAAAAA==", "https://[::1", "http://a.b:99999999/",
        "http://localhost/vi/listings/aaa-aaa-aaa", "sector:marine",
    )),
)  # fmt: skip

NAMES = (
    "q", "sort", "page", "cursor", "x", "limit", "kind", "sector", "sub", "lang", "closing", "organisation", "trl",
    "trl.from", "trl.to", "marine.power", "marine.power.from", "marine.power.to", "marine.power.value", "no.such",
    "country", "province", "sdg", "ipc", "next", "status", "step", "restore", "as", "then", "once", "title", "version",
    "texts.vi.title", "texts.en.title", "texts.vi.summary", "texts.vi.keywords", "texts.xx.title", "texts.vi",
    "attrs.power", "attrs.bollard_pull", "attrs.class_society", "attrs.nothing", "attrs", "tiers.trl", "tiers.x.y",
    "tiers.", "subcategories", "stage", "ip_status", "ip_kinds", "partnership_types", "partnership_types.mode",
    "partner_sizes", "languages", "valid_until", "anonymous", "vsic", "nace", "vn_fields", "take:trl",
    "take:texts.vi.title", "take:", "note", "verified", "role", "act", "email", "password", "new_password",
    "password_confirm", "new_password_confirm", "name", "locale", "time_zone", "name_vi", "name_en", "zone", "website",
    "year_founded", "about_vi", "about_en", "theme", "_form", "_path", "tier", "title_vi", "alt_en", "position",
    "remember", "file", "accept_terms", "message", "when", "publish_at", "body_vi", "id", "number", "state",
    "reason", "box", "url", "format", "maxwidth", "maxheight", "show",
    "", "\0", "a[b]", "%", "__class__", ".", ".from", "texts..title",
)  # fmt: skip
METHODS = (
    ("GET",) * 6 + ("POST",) * 7 + ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "ZZZ")
)
TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "text/plain",
    "multipart/form-data; boundary=\x00", "application/json", "application/json; charset=utf-99", "text/html; ;;=",
    "application/x-www-form-urlencoded; charset=utf-16", "", "/", "\xff\xfe", "application/vnd.api+json",
)  # fmt: skip
LANGUAGES = ("", "vi", "en;q=0.1, vi;q=9e9", ";;;q=", "*" * 500, "vi;q=nan", "en-" + "x" * 3000, "\xff", "zh, fr;q=-1")
HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_ACCEPT_LANGUAGE": LANGUAGES,
    "HTTP_ACCEPT": ("", "application/json", "*/*;q=nan", "text/html;q=0", "\xff", "application/problem+json"),
    "HTTP_IF_MATCH": ("*", '"', '"1"', "W/", "1" * 5000, "\xff", '"a", b, "c'),
    "HTTP_IF_NONE_MATCH": ("*", '"', "W/\"x'", "\xff"),
    "HTTP_IF_MODIFIED_SINCE": ("31 Feb 2027", "Thu, 99 Xxx 9999 99:99 GMT", "Mon, 01 Jan 99999 00:00:00 GMT", "-1"),
    "HTTP_IF_RANGE": ("zzz", '"x"', "Mon, 31 Feb 2027"),
    "HTTP_RANGE": ("bytes=0-0", "bytes=-1", "bytes=5-1", "bytes=0-99999999999999999999", "bytes=,", "z=1", "bytes=a-"),
    "HTTP_HX_REQUEST": ("true", "", "\xff"),
    "HTTP_HX_BOOSTED": ("true",),
    "HTTP_HX_HISTORY_RESTORE_REQUEST": ("true", "x"),
    "HTTP_HX_CURRENT_URL": ("http://[", "javascript:zzz", "\xff"),
    "HTTP_HX_TARGET": ("<script>zzz", "#"),
    "HTTP_AUTHORIZATION": ("Bearer ", "Bearer \xff", "Basic", "Basic !!!", "Basic AAAA", "Bearer " + "a" * 9000),
    "HTTP_REFERER": ("http://[", "https://evil.example/", "\xff"),
    "HTTP_ORIGIN": ("null", "https://evil.example", "http://["),
    "HTTP_X_FORWARDED_FOR": ("\xff", "1.2.3.4, zzz", "::1%"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_IDEMPOTENCY_KEY": ("", "\xff", "k" * 5000),
    "HTTP_TRANSFER_ENCODING": ("chunked",),
    "HTTP_EXPECT": ("100-continue", "zzz"),
    "HTTP_CONTENT_ENCODING": ("gzip",),
}  # fmt: skip
COOKIES = ("lang=zz", "lang=\xff", "theme=<script>zzz", "halfway=\xff", "halfway=" + "a" * 70, "halfway=" + "b" * 32,
           "session=zzz", "session=eyJhIjoxfQ.x.y", "session=.eJx", "=; ;;", "a" * 4000,
           "remember_token=1|zzz")  # fmt: skip
NEVER = ("[", "{", '"', "nul", '{"a":1e999}', '{"kind":', "[" * 5000, '{"a":"\\ud800"}', "NaN", "\xff", "")


def escaped(raw: bytes) -> str:
    """Return bytes percent-encoded wherever a server could want it."""
    return quote_from_bytes(raw, safe="")


nasty = st.one_of(
    st.sampled_from(NASTY), st.sampled_from(NASTY), st.text(max_size=40).map(lambda t: t.encode("utf-8", "replace"))
)
names = st.one_of(*[st.sampled_from(NAMES)] * 4, st.text(max_size=12))
pairs = st.lists(st.tuples(names, nasty), max_size=7).flatmap(
    lambda found: st.sampled_from([found, found, found, found * 3])  # repeated parameters, too
)
headers: SearchStrategy[dict[str, str]] = st.lists(st.sampled_from(sorted(HEADERS)), max_size=3, unique=True).flatmap(
    lambda chosen: st.fixed_dictionaries({name: st.sampled_from(HEADERS[name]) for name in chosen})
)


def encoded(found: list[tuple[str, bytes]], *, raw: bool = False) -> bytes:
    """Return pairs as a query or form; `raw` leaves bytes above ASCII as they are, as sloppy programs do."""
    parts = []
    for name, value in found:
        key = escaped(name.encode("utf-8", "surrogatepass")).encode()
        sent = value if raw else escaped(value).encode()
        parts.append(key + b"=" + sent.replace(b"&", b"%26").replace(b"#", b"%23"))
    return b"&".join(parts)


def multipart(found: list[tuple[str, bytes]], file: tuple[bytes, bytes]) -> bytes:
    """Return a form with a file, boundary "zzz"."""
    out = b""
    for name, value in found:
        out += b'--zzz\r\nContent-Disposition: form-data; name="' + name.encode("utf-8", "replace") + b'"\r\n\r\n'
        out += value + b"\r\n"
    filename, content = file
    out += b'--zzz\r\nContent-Disposition: form-data; name="file"; filename="' + filename.replace(b'"', b"") + b'"\r\n'
    return out + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n--zzz--\r\n"


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.just(2**63), st.just("\ud800"), st.just("\0"),
    nasty.map(lambda raw: raw.decode("utf-8", "replace")),
)  # fmt: skip
KEYS = (
    "kind",
    "texts",
    "vi",
    "title",
    "attrs",
    "power",
    "trl",
    "sector",
    "version",
    "tiers",
    "keywords",
    "languages",
    "note",
    "listing",
    "message",
    "reason",
    "organisation",
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)),
    max_leaves=8,
)


def as_json(document: Any) -> bytes:
    """Return a document as a careless program writes it: NaN and lone surrogates included."""
    return json.dumps(document).encode()


bodies: SearchStrategy[tuple[str | None, bytes]] = st.one_of(
    pairs.map(lambda p: (TYPES[0], encoded(p))),
    pairs.map(lambda p: (TYPES[0], encoded(p))),
    pairs.map(lambda p: (TYPES[0], encoded(p, raw=True))),
    st.tuples(pairs, nasty, nasty).map(lambda t: ("multipart/form-data; boundary=zzz", multipart(t[0], (t[1], t[2])))),
    documents.map(lambda d: ("application/json", as_json(d))),
    st.sampled_from(NEVER).map(lambda text: ("application/json", text.encode("latin-1"))),
    st.tuples(st.sampled_from(TYPES), nasty),
)
