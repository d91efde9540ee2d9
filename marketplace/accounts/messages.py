"""What Flask-Security says, in our words and both languages (it has no Vietnamese).

Keys are those of its settings SECURITY_MSG_*.
"""

from __future__ import annotations

from typing import Any

from marketplace.i18n import L, gettext

MESSAGES: dict[str, tuple[L, str]] = {
    "GENERIC_AUTHN_FAILED": (L("E-mail or password is wrong.", "Email hoặc mật khẩu không đúng."), "error"),
    "GENERIC_RECOVERY": (
        L(
            "If we know this address, a message with a link is on its way to it.",
            "Nếu chúng tôi có địa chỉ này, một thư kèm liên kết đang được gửi tới.",
        ),
        "info",
    ),
    "UNAUTHORIZED": (L("You are not allowed to see this page.", "Bạn không có quyền xem trang này."), "error"),
    "UNAUTHENTICATED": (L("Sign in to go on.", "Hãy đăng nhập để tiếp tục."), "info"),
    "LOGIN": (L("Sign in to go on.", "Hãy đăng nhập để tiếp tục."), "info"),
    "REFRESH": (L("Enter your password again to go on.", "Nhập lại mật khẩu để tiếp tục."), "info"),
    "REAUTHENTICATION_REQUIRED": (L("Enter your password again to go on.", "Nhập lại mật khẩu để tiếp tục."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (L("Thank you, go on.", "Cảm ơn bạn, mời tiếp tục."), "success"),
    "CONFIRM_REGISTRATION": (
        L(
            "We have sent a message to %(email)s. Open the link in it to confirm your address.",
            "Chúng tôi đã gửi thư tới %(email)s. Hãy mở liên kết trong thư để xác nhận địa chỉ.",
        ),
        "success",
    ),
    "CONFIRMATION_REQUEST": (
        L(
            "If %(email)s still has to be confirmed, a new link is on its way to it.",
            "Nếu %(email)s chưa được xác nhận, một liên kết mới đang được gửi tới.",
        ),
        "info",
    ),
    "CONFIRMATION_REQUIRED": (
        L("Confirm your e-mail address first.", "Trước tiên hãy xác nhận địa chỉ email."),
        "error",
    ),
    "CONFIRMATION_EXPIRED": (
        L("This link is too old. Ask for a new one.", "Liên kết này đã quá hạn. Hãy yêu cầu liên kết mới."),
        "error",
    ),
    "INVALID_CONFIRMATION_TOKEN": (
        L(
            "This link doesn't work. It may have been cut off; ask for a new one.",
            "Liên kết này không dùng được. Có thể nó bị cắt mất một phần; hãy yêu cầu liên kết mới.",
        ),
        "error",
    ),
    "EMAIL_CONFIRMED": (L("Your e-mail address is confirmed.", "Địa chỉ email của bạn đã được xác nhận."), "success"),
    "ALREADY_CONFIRMED": (
        L("This e-mail address is already confirmed.", "Địa chỉ email này đã được xác nhận từ trước."),
        "info",
    ),
    "EMAIL_NOT_PROVIDED": (L("Enter your e-mail address.", "Nhập địa chỉ email của bạn."), "error"),
    "INVALID_EMAIL_ADDRESS": (
        L("Enter an e-mail address such as name@example.vn.", "Nhập địa chỉ email, ví dụ ten@example.vn."),
        "error",
    ),
    "EMAIL_ALREADY_ASSOCIATED": (L("%(email)s already has an account.", "%(email)s đã có tài khoản."), "error"),
    "IDENTITY_ALREADY_ASSOCIATED": (L("%(value)s already has an account.", "%(value)s đã có tài khoản."), "error"),
    "IDENTITY_NOT_REGISTERED": (L("E-mail or password is wrong.", "Email hoặc mật khẩu không đúng."), "error"),
    "USER_DOES_NOT_EXIST": (L("E-mail or password is wrong.", "Email hoặc mật khẩu không đúng."), "error"),
    "PASSWORD_NOT_PROVIDED": (L("Enter a password.", "Nhập mật khẩu."), "error"),
    "INVALID_PASSWORD": (L("This password is wrong.", "Mật khẩu không đúng."), "error"),
    "PASSWORD_MISMATCH": (L("The two passwords differ.", "Hai mật khẩu không giống nhau."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (L("The two passwords differ.", "Hai mật khẩu không giống nhau."), "error"),
    "PASSWORD_INVALID_LENGTH": (L("Use %(length)s to 128 characters.", "Dùng từ %(length)s đến 128 ký tự."), "error"),
    "PASSWORD_TOO_SIMPLE": (
        L(
            "This password is easy to guess. Try four or five words that don't belong together.",
            "Mật khẩu này dễ đoán. Hãy thử ghép bốn, năm từ không liên quan với nhau.",
        ),
        "error",
    ),
    "PASSWORD_IS_THE_SAME": (
        L("Choose a password other than the present one.", "Hãy chọn mật khẩu khác mật khẩu hiện tại."),
        "error",
    ),
    "FORGOT_PASSWORD": (L("Forgotten your password?", "Quên mật khẩu?"), "info"),
    "PASSWORD_RESET_REQUEST": (
        L(
            "If %(email)s has an account, a message with a link is on its way to it.",
            "Nếu %(email)s có tài khoản, một thư kèm liên kết đang được gửi tới.",
        ),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        L("This link is too old. Ask for a new one.", "Liên kết này đã quá hạn. Hãy yêu cầu liên kết mới."),
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (
        L(
            "This link doesn't work, or has been used already. Ask for a new one.",
            "Liên kết này không dùng được hoặc đã được dùng. Hãy yêu cầu liên kết mới.",
        ),
        "error",
    ),
    "PASSWORD_RESET": (
        L("Your password is changed and you are signed in.", "Đã đổi mật khẩu và đăng nhập."),
        "success",
    ),
    "PASSWORD_RESET_NO_LOGIN": (
        L("Your password is changed. Sign in with the new one.", "Đã đổi mật khẩu. Hãy đăng nhập bằng mật khẩu mới."),
        "success",
    ),
    "PASSWORD_CHANGE": (
        L(
            "Your password is changed. Other devices have been signed out.",
            "Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất.",
        ),
        "success",
    ),
    "DISABLED_ACCOUNT": (
        L(
            "This account is closed. Write to the exchange if you think this is a mistake.",
            "Tài khoản này đã bị đóng. Hãy liên hệ với sàn nếu bạn cho rằng có nhầm lẫn.",
        ),
        "error",
    ),
    "ANONYMOUS_USER_REQUIRED": (L("You are signed in already.", "Bạn đã đăng nhập."), "info"),
    "INVALID_REDIRECT": (
        L(
            "The address to go on to was not one of this site and was left out.",
            "Địa chỉ chuyển tiếp không thuộc trang này nên đã bị bỏ qua.",
        ),
        "error",
    ),
    "API_ERROR": (L("This was not understood.", "Không hiểu được nội dung gửi lên."), "error"),
    "INVALID_INPUT": (L("This can't be used here.", "Không dùng được giá trị này."), "error"),
    "INVALID_INPUT_LENGTH": (L("Shorten this.", "Hãy rút ngắn lại."), "error"),
}


class Domain:
    """Stands in for Flask-Security's gettext domain: its messages are ours, and know both languages themselves."""

    def gettext(self, message: str, **values: Any) -> str:
        """Return a message in the reader's language."""
        text = str(message) if isinstance(message, L) else gettext(message)
        return text % values if values else text

    def format_list(self, items: list[str], **_: Any) -> str:
        """Join items for reading."""
        return ", ".join(items)
