"""Flask-Security's forms with labels in both languages, a delay for wrong passwords, and no talk of who exists."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import current_app, request
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    VerifyForm,
    hash_password,
)
from flask_security.forms import (
    EmailValidation,
    EqualToLocalize,
    Form,
    email_required,
    password_required,
    unique_user_email,
    valid_user_email,
)
from flask_security.utils import get_message
from wtforms import BooleanField, EmailField, PasswordField, StringField, ValidationError

from marketplace.accounts import lockout
from marketplace.accounts.adapters import current_uow
from marketplace.accounts.inputs import clean
from marketplace.accounts.models import User
from marketplace.accounts.waiting import wait_text
from marketplace.db import db
from marketplace.i18n import L, current_locale
from marketplace.i18n import gettext as _

EMAIL = L("E-mail address", "Địa chỉ email")
PASSWORD = L("Password", "Mật khẩu")
NEW_PASSWORD = L("New password", "Mật khẩu mới")
AGAIN = L("New password again", "Nhập lại mật khẩu mới")
LONGEST_NAME = 120


def new_password_field(label: L) -> PasswordField:
    """Return a field for a password that is being chosen."""
    return PasswordField(label, render_kw={"autocomplete": "new-password"}, validators=[password_required])


def repeat_field(of: str) -> PasswordField:
    """Return a field that must repeat the field `of`."""
    same = EqualToLocalize(of, message="RETYPE_PASSWORD_MISMATCH")
    return PasswordField(AGAIN, render_kw={"autocomplete": "new-password"}, validators=[password_required, same])


def known_email_field() -> EmailField:
    """Return a field for the address of an account that should exist."""
    checks = [email_required, EmailValidation(), valid_user_email]
    return EmailField(EMAIL, render_kw={"autocomplete": "email"}, validators=checks)


class SignInForm(LoginForm):
    """E-mail and password. People whose address isn't confirmed yet may sign in: they can browse, not publish."""

    email = EmailField(EMAIL, render_kw={"autocomplete": "username"}, validators=[email_required, EmailValidation()])
    password = PasswordField(PASSWORD, render_kw={"autocomplete": "current-password"}, validators=[password_required])
    remember = BooleanField(L("Keep me signed in on this device", "Duy trì đăng nhập trên thiết bị này"))
    own_errors: Mapping[str, list[str]] = MappingProxyType({})

    def validate(self, **kwargs: Any) -> bool:
        """Check the password, and count it if it is wrong. No message tells which half failed."""
        if not super(LoginForm, self).validate(**kwargs):
            self._put_by()
            return False
        uow, email, ip = current_uow(), self.email.data or "", request.remote_addr or ""
        if until := lockout.locked_until(uow, email, ip):
            self.form_errors.append(wait_text(until, uow.now()))
            return False
        self.user = db.session.query(User).filter_by(email=email).one_or_none()
        if not self._password_fits():
            lockout.note_failure(uow, email, ip)
            uow.commit()
            self.form_errors.append(get_message("GENERIC_AUTHN_FAILED")[0])
            return False
        lockout.forget_failures(uow, email, ip)
        active = bool(self.user and self.user.active)
        if not active:
            self.form_errors.append(get_message("DISABLED_ACCOUNT")[0])
        return active

    def _password_fits(self) -> bool:
        password = current_app.security.password_util.normalize(self.password.data)  # type: ignore[attr-defined]
        if self.user is None or not self.user.password:
            hash_password(password)  # takes as long as a check, so that time doesn't tell who exists
            return False
        return bool(self.user.verify_and_update_password(password))

    @property
    def errors(self) -> dict[str | None, Any]:
        """Return all that is wrong, by field."""
        return {**super().errors, **self.own_errors}

    def _put_by(self) -> None:
        """Keep "enter your address" from the view, which blurs what it finds at single fields."""
        self.own_errors = {field.name: list(field.errors) for field in (self.email, self.password) if field.errors}
        self.email.errors, self.password.errors = (), ()


class JoinForm(RegisterFormV2):
    """A new account."""

    name = StringField(L("Your name", "Họ và tên"), render_kw={"autocomplete": "name"})
    email = EmailField(
        EMAIL, render_kw={"autocomplete": "email"}, validators=[email_required, EmailValidation(), unique_user_email]
    )
    password = new_password_field(PASSWORD)
    password_confirm = None  # what was typed can be shown, and a reset is a minute's work
    terms = BooleanField(L("I accept the terms of use", "Tôi đồng ý với điều khoản sử dụng"))

    def validate_name(self, field: StringField) -> None:
        """Clean the name. Raise ValidationError when nothing is left or it is too long."""
        field.data = clean(field.data or "")
        if not field.data:
            raise ValidationError(_("Enter your name."))
        if len(field.data) > LONGEST_NAME:
            raise ValidationError(
                _("Shorten this to %(limit)d characters; it has %(count)d.", limit=LONGEST_NAME, count=len(field.data))
            )

    def validate_terms(self, field: BooleanField) -> None:
        """Raise ValidationError when they were not accepted."""
        if not field.data:
            raise ValidationError(_("An account needs your consent to the terms."))

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Return what the new user is made of."""
        data = super().to_dict(only_user)
        if only_user:
            data |= {"locale": current_locale(), "terms_accepted_at": current_uow().now()}
        return dict(data)


class ForgotForm(ForgotPasswordForm):
    """Asks for a link to choose a new password. An unconfirmed address may ask, too: the link proves it."""

    email = known_email_field()

    def validate(self, **kwargs: Any) -> bool:
        """Tell whether there is somebody to mail to; the view answers alike in either case."""
        if not super(ForgotPasswordForm, self).validate(**kwargs):
            return False
        return bool(self.user and self.user.active)


class ResendForm(SendConfirmationForm):
    """Asks for a new link to confirm the address."""

    email = known_email_field()


class ResetForm(ResetPasswordForm):
    """Chooses a new password by a mailed link."""

    password = new_password_field(NEW_PASSWORD)
    password_confirm = repeat_field("password")


class ChangeForm(ChangePasswordForm):
    """Changes the password of a signed-in person."""

    password = PasswordField(L("Present password", "Mật khẩu hiện tại"), render_kw={"autocomplete": "current-password"})
    new_password = new_password_field(NEW_PASSWORD)
    new_password_confirm = repeat_field("new_password")


class AgainForm(VerifyForm):
    """Asks for the password once more before something weighty."""

    password = PasswordField(PASSWORD, render_kw={"autocomplete": "current-password"}, validators=[password_required])


FORMS: dict[str, type[Form]] = {
    "login_form": SignInForm,
    "register_form": JoinForm,
    "forgot_password_form": ForgotForm,
    "reset_password_form": ResetForm,
    "send_confirmation_form": ResendForm,
    "change_password_form": ChangeForm,
    "verify_form": AgainForm,
}
