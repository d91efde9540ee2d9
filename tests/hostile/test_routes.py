"""Two thousand hostile requests at every route there is, by everybody, in both languages."""

from __future__ import annotations

import math

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from werkzeug.routing import Rule

from marketplace.web.locale import is_neutral
from tests.hostile import values
from tests.hostile.asking import Ask, faults, send
from tests.hostile.conftest import Site

REQUESTS = 2_000
PARTS = ("%2e%2e", "%00", "..%2f..", "%ff%fe", "%ed%a0%80", "%3Cscript%3Ezzz", "new", "0", "-1", "99999999999999999999",
         "9" * 30, "%20", "x" * 3000, "aaa-aaa-aaa", "xxx-xxx-xxx", "%E2%80%AE", "1", "2", "publish", "withdraw",
         "renew", "zzz", "%0d%0aSet-Cookie:a", "%5c", "index.html", "%25", "%3f", "%23", ";a=1", "stash", "e%CC%82",
         "marine", "session", "answer", "ask", "add", "decline", "lapse", "express", "about", "suspend",
         "retry")  # fmt: skip
PREFIXES = (*("/vi", "/en") * 5, "", "/fr", "/vi/vi", "//vi")


def paths(rule: Rule, site: Site) -> SearchStrategy[str]:
    """Return a strategy for the addresses of a route, with parts that exist and parts that can't."""
    part = st.one_of(*[st.sampled_from(site.ids)] * 3, st.sampled_from(PARTS))
    pieces = [st.just(text) if not is_argument else part for is_argument, text in rule._trace]
    joined = st.tuples(*pieces).map("".join).map(lambda path: path.split("|", 1)[-1])
    prefixes = ("", "", "", "/vi") if is_neutral(rule.rule) else PREFIXES
    return st.tuples(st.sampled_from(prefixes), joined).map("".join)


def requests(rule: Rule, site: Site) -> SearchStrategy[Ask]:
    """Return a strategy for hostile requests to one route. Most carry a good CSRF token, to get past the door."""

    def build(
        path: str, method: str, query: tuple[list[tuple[str, bytes]], bool], body: tuple[str | None, bytes],
        headers: dict[str, str], who: str, cookies: str, with_token: bool,
    ) -> Ask:  # fmt: skip
        if with_token:
            headers = {**headers, "HTTP_X_CSRFTOKEN": site.tokens[who]}
        kind, content = body if method not in ("GET", "HEAD") else (None, b"")
        found, raw = query
        return Ask(method, path, values.encoded(found, raw=raw), kind, content, headers, site.sessions[who], cookies)

    own = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return st.builds(
        build,
        path=paths(rule, site),
        method=st.one_of(st.sampled_from(own), st.sampled_from(own), st.sampled_from(values.METHODS)),
        query=st.tuples(values.pairs, st.booleans()),
        body=values.bodies,
        headers=values.headers,
        who=st.sampled_from(sorted(site.tokens)),
        cookies=st.one_of(st.just(""), st.just(""), st.sampled_from(values.COOKIES)),
        with_token=st.sampled_from([True, True, True, False]),
    )


def attack(rule: Rule, site: Site, times: int) -> int:
    """Send `times` hostile requests to one route. Raise AssertionError with one that broke something.

    Not made smaller: that would take minutes, and the traceback says enough.
    """
    sent = 0

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(rule, site))
    def throw(ask: Ask) -> None:
        nonlocal sent
        sent += 1
        site.listener.seen.clear()
        wrong = faults(ask, send(site.app, ask))
        assert not wrong, f"{wrong}\n{str(ask)[:900]}\n" + "\n".join(site.listener.seen)

    throw()
    return sent


def test_no_hostile_request_breaks_any_route(site: Site) -> None:
    rules = list(site.app.url_map.iter_rules())
    share = math.ceil(REQUESTS / len(rules))
    failures, sent = [], 0
    for rule in rules:
        try:
            sent += attack(rule, site, share)
        except Exception as error:  # one broken route must not hide the others
            notes = "\n".join(getattr(error, "__notes__", [])[:1])
            failures.append(
                f"=== {rule.endpoint} {rule.rule}: {type(error).__name__}: {str(error)[:6000]}\n{notes[:600]}"
            )
    assert not failures, "\n\n".join(failures)
    assert sent >= REQUESTS
