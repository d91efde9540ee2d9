"""Switches Flask-Security on: what it may do, in our words, with our forms, through our mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_security import Security, SQLAlchemyUserDatastore, password_reset
from wtforms import Form

from marketplace.accounts.adapters import JobMail, Passwords
from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.forms import FORMS
from marketplace.accounts.messages import MESSAGES, Domain
from marketplace.accounts.models import Role, User
from marketplace.config import Settings
from marketplace.db import db

FEATURES = ("REGISTERABLE", "CONFIRMABLE", "RECOVERABLE", "CHANGEABLE", "TRACKABLE", "RETURN_GENERIC_RESPONSES")
MAILS = {
    "REGISTER_EMAIL_TEMPLATE": "welcome",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "already_registered",
    "EMAIL_TEMPLATE_CONFIRM": "confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "password_changed",
}


# Argon2id with 64 MiB, three passes and four lanes: RFC 9106, section 4, the second recommended choice.
ARGON2 = {"argon2__type": "id", "argon2__memory_cost": 65_536, "argon2__time_cost": 3, "argon2__parallelism": 4}


def identity(text: str) -> str | None:
    """Return the stored form of a typed address, None for what can't be one."""
    try:
        return normal_email(text)
    except BadAddress:
        return None


def configuration(settings: Settings, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Return Flask-Security's settings."""
    values: dict[str, Any] = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        # Links in mails are signed, and hash only what their reader knows (the address) or nobody can guess (the hash
        # of the password): to hash that for half a second is for nothing.
        # sha256_crypt is for links mailed by earlier releases.
        "HASHING_SCHEMES": ["hex_sha512", "sha256_crypt"],
        "PASSWORD_SINGLE_HASH": True,  # argon2id as it is: hashes then don't depend on the secret key
        "PASSWORD_LENGTH_MIN": 10,
        "PASSWORD_CONFIRM_REQUIRED": False,
        "PASSWORD_NORMALIZE_FORM": "NFKC",
        "EMAIL_PLAINTEXT": False,  # rendered by JobMail instead
        "EMAIL_HTML": False,
        "EMAIL_SENDER": settings.mail_from,
        "API_ENABLED_METHODS": ["session"],
        "DATETIME_FACTORY": clock,
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": identity, "case_insensitive": False}}],
        "CONFIRM_EMAIL_WITHIN": timedelta(days=3),
        "RESET_PASSWORD_WITHIN": timedelta(hours=4),
        "POST_LOGIN_VIEW": "home.index",
        "POST_LOGOUT_VIEW": "home.index",
        "POST_REGISTER_VIEW": "accounts.check_mail",
        "POST_CONFIRM_VIEW": "accounts.profile",
        "POST_RESET_VIEW": "security.login",
        "POST_CHANGE_VIEW": "accounts.profile",
        "LOGOUT_METHODS": ["POST"],
        "LOGOUT_CSRF": True,
        "URL_PREFIX": None,
        "CHANGE_URL": "/account/password",
        "CACHE_CONTROL": {"private": None, "no-store": None},  # True would be written out: "no-store=True"
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        **dict.fromkeys(FEATURES, True),
        **MAILS,
        **{f"MSG_{key}": message for key, message in MESSAGES.items()},
    }
    secure = settings.site_url.startswith("https://")
    cookie = {"REMEMBER_COOKIE_HTTPONLY": True, "REMEMBER_COOKIE_SAMESITE": "Lax", "REMEMBER_COOKIE_SECURE": secure}
    return {f"SECURITY_{key}": value for key, value in values.items()} | cookie | {"WTF_I18N_ENABLED": False}


def init_app(app: Flask, settings: Settings, clock: Callable[[], datetime]) -> Security:
    """Set Flask-Security up on an app whose database is set up already, and return it."""
    app.config.update(configuration(settings, clock))
    datastore = SQLAlchemyUserDatastore(db, User, Role)
    parts = {"mail_util_cls": JobMail, "password_util_cls": Passwords, "render_template": answer}
    security = Security(app, datastore, **parts, **FORMS)  # type: ignore[arg-type]
    app.security = security  # type: ignore[attr-defined]
    security.want_json(lambda request: False)
    security.i18n_domain = Domain()  # type: ignore[assignment]
    password_reset.connect(confirm_by_reset, app)
    return security


def answer(template: str, **context: Any) -> Response:
    """Render one of Flask-Security's pages: 422, as every other page's, when its form comes back with errors."""
    refused = any(form.errors for form in context.values() if isinstance(form, Form))
    return make_response(render_template(template, **context), 422 if refused and request.method == "POST" else 200)


def confirm_by_reset(app: Flask, user: User, **_: Any) -> None:
    """A mailed link was opened: the address is proved, as if it had been confirmed."""
    if user.confirmed_at is None:
        user.confirmed_at = app.extensions["marketplace"].clock()
