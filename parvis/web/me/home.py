"""My page: what somebody who signs in did here and elsewhere, what they allow, and what is kept."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.core.followup.forgetting import duties
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.recognising import recognitions_of
from parvis.core.followup.whose import Whose
from parvis.core.pathways.queries import active_areas
from parvis.core.people.claiming import proved_addresses, standing_claims
from parvis.core.people.models import User
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.links import token_of
from parvis.core.registration.models import Registration
from parvis.core.registration.visits import (
    allowing,
    attended,
    past,
    to_come,
    visits_of,
)
from parvis.insights.badge_pictures import picture
from parvis.insights.connecting import login_of
from parvis.insights.mine import found_of, pathways_of
from parvis.insights.taken_along import taken_along
from parvis.web.public.badges import the_issuer
from parvis.web.who import user_of

SHOWN = 20  # of each list; the export holds all


@require_safe
@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show everything of one's own."""
    return my_page(request)


@require_safe
@login_required
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Give all of it as JSON."""
    user = user_of(request)
    kept = taken_along(settings.HOME, user, the_issuer(), now=timezone.now())
    answer = JsonResponse(kept, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


def my_page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with what could not be done where something could not."""
    user, now = user_of(request), timezone.now()
    context = {
        "refusal": refusal,
        "addresses": proved_addresses(user),
        "duties": duties(user),
        "claims": list(standing_claims().filter(user=user)),
        "connected": [_called(one) for one in SocialAccount.objects.filter(user=user)],
        **_visits(user, now),
        **_steps(user),
        **_found(user, now),
    }
    return render(request, "me/home.html", context, status=status)


def _called(account: SocialAccount) -> str:
    """What an account elsewhere is called, and where it is; also of one that is no longer set."""
    where = settings.SIGN_IN.names.get(account.provider, account.provider)
    return f"{login_of(account)}, {where}"


def _visits(user: User, now: datetime) -> dict[str, Any]:
    visits = visits_of(proved_addresses(user))
    over = past(visits, now=now)
    return {
        "coming": [_with_link(row) for row in to_come(visits, now=now)[:SHOWN]],
        "past": [_with_link(row) for row in over[:SHOWN]],
        "past_count": over.count(),
        "came_count": attended(over).count(),
        "allowed": [(row, _allows(row)) for row in allowing(visits)[:SHOWN]],
    }


def _with_link(row: Registration) -> tuple[Registration, str]:
    return row, token_of(row, by_mail=True)  # whoever signs in has proved the address


def _allows(row: Registration) -> list[tuple[str, str, datetime]]:
    """What a sign-up allows: its name, in words, and since when."""
    given = ((name, words, getattr(row, f"{name}_since")) for name, words in PURPOSES.items())
    return [(name, words, since) for name, words, since in given if since is not None]


def _steps(user: User) -> dict[str, Any]:
    own = Whose.of_user(user).own
    return {
        "attempts": own(Attempt.objects.select_related("opportunity__area"))[:SHOWN],
        "introductions": own(Introduction.objects.select_related("area", "mentor__user"))[:SHOWN],
        "logged": own(LoggedContribution.objects.select_related("area"))[:SHOWN],
        "badges": [(row, picture(row)) for row in recognitions_of(user)],
    }


def _found(user: User, now: datetime) -> dict[str, Any]:
    found = found_of(settings.HOME, user)
    visits = visits_of(proved_addresses(user))
    interests = set(visits.exclude(areas=None).values_list("areas__slug", flat=True))
    return {
        "found": found,
        "newest": found.days[:SHOWN],
        "pathways": pathways_of(found, active_areas(), interests=interests, now=now),
    }
