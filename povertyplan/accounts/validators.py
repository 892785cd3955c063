"""What a new password must be, in sentences that say what to do."""

from __future__ import annotations

from django.contrib.auth import password_validation

from povertyplan.accounts.models import User
from povertyplan.common.text import fold


class MinimumLength(password_validation.MinimumLengthValidator):
    """So many characters at least."""

    def get_error_message(self) -> str:
        return f"Mật khẩu phải có ít nhất {self.min_length} ký tự."

    def get_help_text(self) -> str:
        return f"Ít nhất {self.min_length} ký tự, dài dễ nhớ hơn ngắn mà rối: ghép vài từ không liên quan."


class NotCommon(password_validation.CommonPasswordValidator):
    """None of the passwords that are tried first."""

    def get_error_message(self) -> str:
        return "Mật khẩu này nhiều người dùng, dễ bị đoán. Chọn mật khẩu khác."

    def get_help_text(self) -> str:
        return "Không dùng mật khẩu phổ biến."


class UnlikeTheName(password_validation.UserAttributeSimilarityValidator):
    """Neither the sign-in name nor the person's own, with or without diacritics."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "full_name"))

    def validate(self, password: str, user: object = None) -> None:
        if isinstance(user, User):
            plain = User(username=fold(user.username), full_name=fold(user.full_name))
            super().validate(fold(password), plain)

    def get_error_message(self) -> str:
        return "Mật khẩu gần giống tên đăng nhập hoặc họ tên. Chọn mật khẩu khác."

    def get_help_text(self) -> str:
        return "Không giống tên đăng nhập, họ tên."
