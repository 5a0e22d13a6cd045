"""Who has which role, and who coordinates which space: the lead's page."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.people.actions import UserError, give_role, make_user, take_role
from parvis.core.people.models import Role, User
from parvis.core.people.queries import team
from parvis.core.people.rules import may_give_roles
from parvis.core.spaces.actions import SpaceError, appoint_coordinator
from parvis.core.spaces.models import Space
from parvis.web.who import user_of

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
KINDS = (("", "---------"), ("technical", _("technical")), ("other", _("not technical")))


class RoleForm(forms.Form):
    """Somebody by their address, and what they may do from now on."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    display_name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For somebody who is new here; they sign in by a code."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.Name.choices)


class CoordinatorForm(forms.Form):
    """Somebody by their address, and the space they coordinate."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    display_name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=120)
    space = forms.ModelChoiceField(label=gettext_lazy("Space"), queryset=Space.objects.all())
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    from_on = forms.DateField(label=gettext_lazy("From"), widget=DAY)


@login_required
@require_http_methods(["GET", "POST"])
def team_page(request: HttpRequest) -> HttpResponse:
    """Show who has which role; give one to somebody, or appoint a coordinator."""
    if not may_give_roles(request.user):
        raise PermissionDenied
    asked = request.POST.get("what")
    role_form = RoleForm(request.POST if asked == "role" else None, prefix="role")
    term_form = CoordinatorForm(request.POST if asked == "coordinator" else None, prefix="term")
    if role_form.is_valid() and _done(role_form, _give, user_of(request)):
        messages.success(request, _("Saved. They have the role now."))
        return redirect("programme-team")
    if term_form.is_valid() and _done(term_form, _appoint, user_of(request)):
        messages.success(request, _("Saved. They coordinate the space."))
        return redirect("programme-team")
    status = 422 if role_form.errors or term_form.errors else 200
    context = {"team": team(), "role_form": role_form, "term_form": term_form}
    return render(request, "programme/team.html", context, status=status)


@login_required
@require_POST
def take_role_page(request: HttpRequest, key: int, role: str) -> HttpResponse:
    """Take a role from somebody."""
    if not may_give_roles(request.user):
        raise PermissionDenied
    try:
        user = get_object_or_404(User, pk=key)
        take_role(user=user, role=role, by=user_of(request), now=timezone.now())
    except UserError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved. They no longer have the role."))
    return redirect("programme-team")


def _done(form: forms.Form, act: Callable[[dict[str, object], User], None], by: User) -> bool:
    """Whether `act` went through; if not, the form says why."""
    try:
        act(form.cleaned_data, by)
    except (UserError, SpaceError) as error:
        form.add_error(None, str(error))
        return False
    return True


def _give(said: dict[str, object], by: User) -> None:
    give_role(user=_user(said, by), role=str(said["role"]), by=by, now=timezone.now())


def _appoint(said: dict[str, object], by: User) -> None:
    appoint_coordinator(
        space=said["space"],  # type: ignore[arg-type]  # the form's own choice
        user=_user(said, by),
        is_technical=said["kind"] == "technical",
        from_on=said["from_on"],  # type: ignore[arg-type]
        by=by,
        now=timezone.now(),
    )


def _user(said: dict[str, object], by: User) -> User:
    """Find somebody by their address, or make them: they prove it when they first sign in."""
    email = str(said["email"]).lower()
    found = User.objects.filter(email=email).first()
    name = str(said["display_name"])
    return found or make_user(email=email, display_name=name, by=by, now=timezone.now())
