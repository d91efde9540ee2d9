from __future__ import annotations

import pytest

from marketplace.errors import Invalid
from marketplace.listings import stash
from marketplace.uow import UnitOfWork
from marketplace.viewer import Viewer
from tests.conftest import Clock

NOBODY = Viewer.anonymous()
FORM = "listing:new:offer"


def test_a_visitors_form_is_found_again_by_the_token_even_after_signing_in(uow: UnitOfWork, owner: Viewer) -> None:
    token = stash.new_token()
    stash.save(NOBODY, uow, token, FORM, "/listings/new/offer", {"title": "Tàu"})
    stash.save(NOBODY, uow, token, FORM, "/listings/new/offer", {"title": "Tàu lai"})
    for viewer in (NOBODY, owner):
        found = stash.load(viewer, uow, token, FORM)
        assert found is not None
        assert (found.data, found.path) == ({"title": "Tàu lai"}, "/listings/new/offer")
    assert stash.load(NOBODY, uow, stash.new_token(), FORM) is None
    assert stash.load(NOBODY, uow, token, "listing:new:demand") is None


def test_a_persons_form_is_found_on_another_device_and_by_nobody_else(
    uow: UnitOfWork, owner: Viewer, stranger: Viewer
) -> None:
    token = stash.new_token()
    stash.save(owner, uow, token, FORM, "/x", {"title": "mine"})
    assert stash.load(owner, uow, "another device", FORM).data == {"title": "mine"}  # type: ignore[union-attr]
    assert stash.load(stranger, uow, token, FORM) is None
    assert stash.load(NOBODY, uow, token, FORM) is None
    stash.save(stranger, uow, token, FORM, "/x", {"title": "theirs"})
    assert stash.load(owner, uow, token, FORM).data == {"title": "mine"}  # type: ignore[union-attr]


def test_a_form_goes_when_it_is_saved_for_good_or_has_expired(uow: UnitOfWork, owner: Viewer, clock: Clock) -> None:
    token = stash.new_token()
    stash.save(owner, uow, token, FORM, "/x", {})
    stash.drop(owner, uow, token, FORM)
    assert stash.load(owner, uow, token, FORM) is None
    stash.save(owner, uow, token, FORM, "/x", {})
    clock.advance(days=30)
    assert stash.load(owner, uow, token, FORM) is None
    assert stash.purge(uow) == 1


def test_an_absurdly_large_form_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(Invalid):
        stash.save(NOBODY, uow, stash.new_token(), FORM, "/x", {"title": "x" * 300_000})
