"""Organisations' tests share the browser and the mail of the accounts' tests."""

from tests.accounts.conftest import outbox, person

__all__ = ["outbox", "person"]
