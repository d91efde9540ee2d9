"""What Flask-Security asks of us: how mail leaves, what an address and a good password are."""

from __future__ import annotations

import re
from typing import Any

import zxcvbn
from flask import Flask, after_this_request, current_app, has_request_context
from flask_security import MailUtil, PasswordUtil
from flask_security.mail_util import EmailValidateException
from flask_security.utils import get_message
from werkzeug.wrappers import Response

from marketplace import mail
from marketplace.accounts.emails import BadAddress, normal_email
from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.letters import plain
from marketplace.uow import UnitOfWork

LONGEST_PASSWORD = 128  # zxcvbn's time grows with the square of the length
GOOD_SCORE = 3  # of zxcvbn's 0 to 4: "safely unguessable, moderate protection from offline attack"


def current_uow() -> UnitOfWork:
    """Return a unit of work on the request's session, for code that Flask-Security calls without one."""
    return UnitOfWork(db.session(), current_app.extensions["marketplace"].clock)


class JobMail(MailUtil):
    """Enqueues mail in the transaction of the change it tells of. Flask-Security renders nothing: we do, per reader."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **context: Any,
    ) -> None:
        """Enqueue `mail/<template>` for the user in the context, in their language, with links to the public site."""
        user: User = context["user"]
        uow, locale = current_uow(), user.locale
        uow.session.flush()  # a doubled address shows here, where the view can still answer, and not at the commit
        links = {"name": user.name, "confirm_link": "", "reset_link": ""}
        if token := context.get("confirmation_token"):
            links["confirm_link"] = mail.link("security.confirm_email", locale, token=token)
        if token := context.get("reset_token"):
            links["reset_link"] = mail.link("security.reset_password", locale, token=token)
        mail.send(uow, str(recipient), template, locale=locale, **links)
        if has_request_context():
            after_this_request(_commit)  # some of its views only mail and so don't commit themselves

    def normalize(self, email: str) -> str:
        """Return the address as it is stored. Raise EmailValidateException when it can't be one."""
        try:
            return normal_email(email)
        except BadAddress as error:
            raise EmailValidateException(str(error)) from error

    validate = normalize


def _commit(response: Response) -> Response:
    if response.status_code < 400:
        db.session.commit()
    return response


class Passwords(PasswordUtil):
    """Long enough and hard to guess, judged with what is known of the person."""

    def normalize(self, password: str) -> str:
        """Return the password in the form that is hashed; what can't be encoded can't match anything."""
        return str(super().normalize(password.encode("utf-8", "replace").decode()))

    def validate(self, password: str, is_register: bool, **known: Any) -> tuple[list[str] | None, str]:
        """Return (complaints or None, the normalised password)."""
        password = self.normalize(password)
        least = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
        if not least <= len(password) <= LONGEST_PASSWORD:
            return [get_message("PASSWORD_INVALID_LENGTH", length=least)[0]], password
        user = known.get("user")
        words = guesses(*(known.get(key) or getattr(user, key, None) or "" for key in ("email", "name")))
        if zxcvbn.zxcvbn(password, user_inputs=words)["score"] < GOOD_SCORE:
            return [get_message("PASSWORD_TOO_SIMPLE")[0]], password
        return None, password


def guesses(email: str, name: str) -> list[str]:
    """Return what others would try for this person: parts of the address, and the name as it is typed without marks."""
    parts = plain(name.casefold()).split()
    return [*re.split(r"[@.]", email), *parts, "".join(parts), "".join(reversed(parts))]
