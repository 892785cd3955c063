"""Every write of the door: passwords proved and changed, sessions ended, and who came and went."""

from __future__ import annotations

import datetime as dt
import threading

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from povertyplan.accounts.models import PHONE_LASTS, RegisteredPhone, SignInTries, User
from povertyplan.accounts.passwords import one_time_password
from povertyplan.accounts.sessions import PHONE
from povertyplan.accounts.throttle import (
    name_forgive,
    name_key,
    old_tries_drop,
    refused_event,
    try_count,
    try_forgive,
)
from povertyplan.common.addresses import client_address
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line
from povertyplan.common.turns import giving_way


class WrongPassword(DomainError):
    """No such name, another password, or an account that is shut: one sentence for all, so that nobody
    learns which names exist.
    """

    def __init__(self) -> None:
        super().__init__(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Mật khẩu phân biệt chữ hoa, chữ thường."
            " Nếu chắc là đúng, hỏi người quản trị xem tài khoản còn mở không."
        )


class TooManyTries(DomainError):
    """The password was not even looked at."""

    def __init__(self, free_at: dt.datetime) -> None:
        full_minute = timezone.localtime(free_at + dt.timedelta(seconds=59))
        super().__init__(
            f"Đã sai quá nhiều lần, chương trình tạm không nhận mật khẩu. Thử lại từ {full_minute:%H:%M}."
            " Quên mật khẩu thì nhờ người quản trị đặt lại. Ai đang làm việc vẫn làm tiếp được."
        )
        self.free_at = free_at


# Sixty people at eight o'clock wait here, one behind the other in each process, and everybody else's pages go
# past them. No limit depends on it: processes are many.
_door = threading.Lock()


def user_prepared(
    *, username: str, full_name: str, password: str, position: str = "", is_demo: bool = False
) -> User:
    """Somebody new, for `user_store`. Outside any transaction: hashing takes time.

    The password is known to whoever set it, so the person changes it first, except in the demo.
    """
    user = User(
        username=username,
        full_name=clean_line(full_name),
        position=clean_line(position),
        is_demo=is_demo,
        must_change_password=not is_demo,
    )
    user.set_password(password)
    return user


@transaction.atomic
def user_store(user: User) -> None:
    """Store somebody new; ValidationError when the name is taken. What the person may do is another action,
    in the same transaction, with the event of both.
    """
    user.full_clean()
    try:
        user.save()
    except IntegrityError as error:
        raise ValidationError({"username": "Tên này vừa có người dùng; chọn tên khác."}) from error


def password_prove(*, username: str, password: str, address: str) -> User:
    """The person whose name and password these are; raises TooManyTries or WrongPassword.

    In no transaction of its own: the try is counted before the password is hashed, and stays counted.
    """
    with giving_way(), _door:
        old_tries_drop()
        if free_at := try_count(username=username, address=address):
            raise TooManyTries(free_at)
        person = authenticate(username=username, password=password)
        if not isinstance(person, User):
            _wrong_password_record(username=username)
            raise WrongPassword
        return person


@transaction.atomic
def _wrong_password_record(*, username: str) -> None:
    refused_event(username=username, otherwise=SignInTries(key=name_key(username)), reason="wrong")


def session_open(request: HttpRequest, *, user: User) -> None:
    """Let the person in. Takes the request because signing in writes the session, in the same commit."""
    request.session.clear_expired()  # those of people who never signed out
    with transaction.atomic():
        try_forgive(username=user.username, address=client_address(request))
        login(request, user)
        record_event("sign_in", target=user, by=user, label=user.username)
        request.session.save()


@transaction.atomic
def session_close(request: HttpRequest, *, user: User) -> None:
    """Let the person out, in one commit with the session; the phone that it was of is registered no more."""
    phone = RegisteredPhone.objects.filter(pk=request.session.get(PHONE, 0), ended_at__isnull=True)
    phone.update(ended_at=timezone.now())
    logout(request)
    record_event("sign_out", target=user, by=user, label=user.username)


def password_change(request: HttpRequest, *, user: User, password: str) -> None:
    """Give oneself another password, which ends all sessions but that of the request, which takes it over in
    the same commit.
    """
    user.set_password(password)  # outside the transaction: hashing takes time
    user.must_change_password = False
    with transaction.atomic():
        try_forgive(username=user.username, address=client_address(request))
        user.save(update_fields=["password", "must_change_password"])
        _phones_end(user, but=request.session.get(PHONE, 0))
        record_event("password_changed", target=user, by=user, label=user.username)
        update_session_auth_hash(request, user)
        request.session.save()


def password_reset(*, user: User, by: User) -> str:
    """Give somebody else a password to sign in with once, and return it; all sessions of the person end.

    It is kept nowhere: whoever asked tells it to the person.
    """
    if user == by:
        raise DomainError("Mật khẩu của mình thì đổi ở trang Đổi mật khẩu.")
    password = one_time_password()
    user.set_password(password)  # outside the transaction: hashing takes time
    user.must_change_password = True
    with transaction.atomic():
        name_forgive(username=user.username)
        user.save(update_fields=["password", "must_change_password"])
        _phones_end(user)
        record_event("password_reset", target=user, by=by, label=user.username)
    return password


@transaction.atomic
def sessions_end(*, user: User) -> None:
    """End all sessions of the person: the next request of each leads to the door."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    _phones_end(user)


def _phones_end(user: User, *, but: int = 0) -> None:
    standing = RegisteredPhone.objects.filter(user=user, ended_at__isnull=True).exclude(pk=but)
    standing.update(ended_at=timezone.now())


def phone_register(request: HttpRequest, *, name: str, by: User) -> RegisteredPhone:
    """Have this session last thirty days from now, on a phone that its owner calls `name`. Takes the request
    because the session is written in the same commit.
    """
    session, now = request.session, timezone.now()
    if PHONE in session:
        raise DomainError("Máy này đã đăng ký rồi.")
    phone = RegisteredPhone(user=by, name=clean_line(name), seen_at=now)
    phone.full_clean()
    with transaction.atomic():
        phone.save()
        session[PHONE], session["began_at"] = phone.pk, now.timestamp()
        session.set_expiry(now + PHONE_LASTS)
        _phone_record("phone_registered", phone, by=by)
        session.save()
    return phone


@transaction.atomic
def phone_end(*, phone: RegisteredPhone, by: User) -> None:
    """End the phone's session: its next request leads to the door. Ending it again changes nothing."""
    locked = RegisteredPhone.objects.select_for_update(of=("self",)).select_related("user").get(pk=phone.pk)
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        _phone_record("phone_ended", locked, by=by)


def _phone_record(action: str, phone: RegisteredPhone, *, by: User) -> None:
    details = {"phone": phone.name}
    record_event(action, target=phone.user, by=by, label=phone.user.username, details=details)
