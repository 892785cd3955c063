"""Who signs in. What a person may see and do is said by `households.Membership`, never here."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

PHONE_LASTS = dt.timedelta(days=30)


class User(AbstractUser):
    """A person with a sign-in name."""

    first_name = None  # type: ignore[assignment]  # Vietnamese names are one field
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=100)
    position = models.CharField("chức vụ", max_length=100, blank=True)
    is_demo = models.BooleanField("tài khoản trình diễn", default=False)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    session_epoch = models.PositiveIntegerField("đời phiên làm việc", default=0)

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of the person carries and every request compares: another password or another
        epoch ends them all.
        """
        value = f"{self.session_epoch}:{self.password}"
        return salted_hmac("accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class SignInTries(models.Model):
    """Failed tries of late, of one account name or from one address.

    Which one is kept as a keyed hash alone: what stands in the field for the name may be a password.
    """

    key = models.CharField("khóa", max_length=40, primary_key=True)
    failed_at = models.JSONField("các lần sai", default=list)  # seconds since 1970, oldest first
    refusal_recorded_at = models.DateTimeField("lúc ghi việc từ chối", null=True)
    touched_at = models.DateTimeField("lần thử cuối", db_index=True)

    class Meta:
        verbose_name = "các lần đăng nhập sai"

    def __str__(self) -> str:
        return "các lần đăng nhập sai"


class RegisteredPhoneQuerySet(models.QuerySet["RegisteredPhone"]):
    def standing(self) -> RegisteredPhoneQuerySet:
        """Those that nobody has ended and whose thirty days are not over."""
        return self.filter(ended_at__isnull=True, registered_at__gt=timezone.now() - PHONE_LASTS)


RegisteredPhoneManager = models.Manager.from_queryset(RegisteredPhoneQuerySet)


class RegisteredPhone(models.Model):
    """A person's own phone: its session lasts thirty days and ends when somebody ends it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="phones", verbose_name="người dùng")
    name = models.CharField("tên máy", max_length=60)
    registered_at = models.DateTimeField("đăng ký lúc", auto_now_add=True)
    seen_at = models.DateTimeField("dùng lần cuối")
    ended_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)

    objects = RegisteredPhoneManager()

    class Meta:
        verbose_name = "điện thoại đã đăng ký"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="registered_phone_has_name",
                violation_error_message="Đặt tên cho máy.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lasts_until(self) -> dt.datetime:
        return self.registered_at + PHONE_LASTS
