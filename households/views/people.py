"""Pages of people: who works where. For administrators alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from households import actions
from households.access import can_administer
from households.forms.people import MoveForm, PlaceForm, RoleForm, UserForm, UserNewForm
from households.models import Hamlet, Membership
from households.queries import (
    PEOPLE_LIMIT,
    communes_opened,
    hamlets_of,
    memberships_of,
    people_matching,
    roles_of_ended_hamlets,
    user_saved,
)
from households.rules import HAMLET_ROLES
from povertyplan.accounts.actions import password_reset
from povertyplan.accounts.models import User
from povertyplan.accounts.passwords import one_time_password
from povertyplan.common.audit import version_of
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, read_view, require, write_view

WHO_ADMINISTERS = "Chỉ người quản trị được xem và sửa người dùng. Cần gì thì nhờ người quản trị chương trình."


@read_view
def users(request: SignedInRequest) -> HttpResponse:
    """Everybody with an account: where they work, when they last signed in."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    text = request.GET.get("q", "").strip()[:100]
    context = {"text": text, "people": people_matching(text=text), "limit": PEOPLE_LIMIT}
    context["stranded"] = roles_of_ended_hamlets(on=timezone.localdate())
    return render(request, "households/users.html", context)


@sensitive_variables("password")
@write_view
def user_new(request: SignedInRequest) -> HttpResponse:
    """Somebody new: first the place, then the person; the answer shows the password, once."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    place, form = _place_and_role(request, UserNewForm)
    if form and form.is_valid():
        password = one_time_password()
        try:
            person = actions.user_create(
                **form.cleaned_data, password=password, unit=place.unit, by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _password_page(request, person, password)
    return render(request, "households/user_new.html", {"place": place, "form": form})


@write_view
def user(request: SignedInRequest, user_id: int) -> HttpResponse:
    """One person: names, whether the account is open, roles; locking asks once more."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    person = get_object_or_404(User, pk=user_id)
    data = sent(request)

    def stored() -> Stored[list[UserForm]]:
        version, now = version_of(user_saved(user=person)), User.objects.get(pk=person.pk)
        return Stored(
            version=version,
            forms=lambda data: [UserForm(data, initial=UserForm.stored(now))],
            saved=lambda: user_saved(user=person),
        )

    def save(version: int) -> None:
        actions.user_update(user=person, **form.cleaned_data, version=version, by=request.user)

    now = stored()
    [form] = now.forms(data)
    roles, past = memberships_of(user=person)
    if data is not None and form.is_valid():
        locks = person.is_active and not form.cleaned_data["is_active"] and person != request.user
        if locks and "sure" not in data:
            context = {"person": person, "form": form, "roles": roles, **memory(data, now)}
            return render(request, "households/user_lock.html", context)
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=str(person), context={})
            messages.success(request, f"Đã lưu {form.cleaned_data['full_name']}.")
            return redirect("households:user", person.pk)
    context = {
        "person": person,
        "form": form,
        "roles": [(role, _move_form(role) if role.role in HAMLET_ROLES else None) for role in roles],
        "past": past,
        "phones": person.phones.standing().order_by("-seen_at", "-pk"),
        **memory(data, now),
    }
    return render(request, "households/user.html", context)


@sensitive_variables("password")
@require_POST
@write_view
def user_password(request: SignedInRequest, user_id: int) -> HttpResponse:
    """A password to sign in with once, shown once."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    person = get_object_or_404(User, pk=user_id)
    try:
        password = password_reset(user=person, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("households:user", person.pk)
    return _password_page(request, person, password)


@write_view
def membership_new(request: SignedInRequest, user_id: int) -> HttpResponse:
    """One more role: first the place, then the role."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    person = get_object_or_404(User, pk=user_id)
    place, form = _place_and_role(request, RoleForm)
    if form and form.is_valid():
        try:
            role = actions.membership_create(
                user=person, **form.cleaned_data, unit=place.unit, by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã giao cho {person} vai trò {role.role_label}.")
            return redirect("households:user", person.pk)
    return render(request, "households/membership_new.html", {"person": person, "place": place, "form": form})


@write_view
def membership_end(request: SignedInRequest, membership_id: int) -> HttpResponse:
    """What the person loses by it; POST ends the role at once."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    role = _membership(membership_id)
    if request.method != "POST":
        held, _ = memberships_of(user=role.user)
        context = {"role": role, "person": role.user, "left": [each for each in held if each != role]}
        return render(request, "households/membership_end.html", context)
    try:
        actions.membership_end(membership=role, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{role.user} đã thôi vai trò {role.role_label}.")
    return _back(request, role.user)


@require_POST
@write_view
def membership_move(request: SignedInRequest, membership_id: int) -> HttpResponse:
    """A hamlet's role goes to another hamlet."""
    require(can_administer(request.user), WHO_ADMINISTERS)
    role = _membership(membership_id)
    form = _move_form(role, request.POST)
    try:
        if form.is_valid():
            hamlet: Hamlet = form.cleaned_data["hamlet"]
            actions.membership_move(membership=role, hamlet=hamlet, by=request.user)
            messages.success(request, f"{role.user} đã chuyển sang {hamlet.full_name}.")
        else:
            messages.error(request, "Chọn thôn, tổ để chuyển đến.")
    except (DomainError, ValidationError) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    return _back(request, role.user)


def _place_and_role(request: SignedInRequest, kind: type[RoleForm]) -> tuple[PlaceForm, RoleForm | None]:
    """The choice of a place, and behind it the form of the role there, once the place is chosen."""
    today = timezone.localdate()
    place = PlaceForm(request.GET if "xa" in request.GET else None, communes=communes_opened(on=today))
    if not place.is_valid():
        return place, None
    hamlets = hamlets_of(unit=place.unit, on=today) if place.unit else Hamlet.objects.none()
    return place, kind(request.POST or None, unit=place.unit, hamlets=hamlets)


def _membership(membership_id: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "unit", "hamlet"), pk=membership_id)


def _move_form(role: Membership, data: Any = None) -> MoveForm:
    hamlets = hamlets_of(unit=role.unit, on=timezone.localdate()) if role.unit else Hamlet.objects.none()
    return MoveForm(data, hamlets=hamlets.exclude(memberships=role), auto_id=f"id_{role.pk}_%s")


def _password_page(request: SignedInRequest, person: User, password: str) -> HttpResponse:
    return render(request, "households/user_password.html", {"person": person, "password": password})


def _back(request: SignedInRequest, person: User) -> HttpResponse:
    """To the person; who gave up an own role goes on in this session, wherever it still leads."""
    if person == request.user:
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        if not can_administer(request.user):
            return redirect("households:home")
    return redirect("households:user", person.pk)
