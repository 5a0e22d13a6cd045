"""All mentors, for who leads the network: whom there is, who waits, making somebody a mentor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.followup.mentoring_lists import mentors_with_counts, waiting_in_areas
from parvis.core.pathways.being_mentor import MentorError, be_mentor, end_mentor
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import may_appoint_mentors
from parvis.core.people.models import User
from parvis.web.desk.mentoring_forms import AppointForm
from parvis.web.who import user_of


@require_http_methods(["GET", "POST"])
@login_required
def all_mentors(request: HttpRequest) -> HttpResponse:
    """Show every mentor; make somebody one."""
    lead = _lead(request)
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _appoint(form, lead):
        messages.success(request, _("Saved. They are a mentor now, and can change it themselves."))
        return redirect("desk-mentors")
    context = {"form": form, "mentors": mentors_with_counts(), "waiting": waiting_in_areas()}
    return render(request, "desk/mentors.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end_one(request: HttpRequest, key: int) -> HttpResponse:
    """End it for somebody."""
    lead = _lead(request)
    mentor = get_object_or_404(Mentor.objects.select_related("user"), pk=key)
    end_mentor(mentor=mentor, by=lead, now=timezone.now())
    messages.success(request, _("Ended for %(name)s.") % {"name": mentor})
    return redirect("desk-mentors")


def _lead(request: HttpRequest) -> User:
    user = user_of(request)
    if not may_appoint_mentors(user):
        raise PermissionDenied
    return user


def _appoint(form: AppointForm, lead: User) -> bool:
    """Whether they are a mentor now; if not, the form says why."""
    user = User.objects.filter(email=form.cleaned_data["email"].lower()).first()
    if user is None:
        form.add_error(
            "email", _("Nobody signs in here with this address. Give them a role first.")
        )
        return False
    try:
        be_mentor(user=user, offer=form.offer(), by=lead, now=timezone.now())
    except MentorError as error:
        form.add_error(None, str(error))
        return False
    return True
