"""What anybody may see: the impact page. And, for those who may, the people behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parvis.core.people.rules import may_see_people
from parvis.core.programmes.models import MeasureRun
from parvis.core.programmes.queries import NoNetworkError, the_network
from parvis.insights.impact import impact_page


@require_safe
def home(_request: HttpRequest) -> HttpResponse:
    """Lead to the page that the network publishes."""
    return redirect("impact")


@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """Show the latest published figures; exact ones to those who may see people."""
    try:
        network = the_network()
    except NoNetworkError:
        return render(request, "public/not_yet.html")
    run = MeasureRun.objects.latest_published()
    if run is None:
        return render(request, "public/not_yet.html", {"network": network})
    page = impact_page(run, network, is_exact=may_see_people(request.user))
    return render(request, "public/impact.html", {"network": network, "page": page})
