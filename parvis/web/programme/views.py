"""The lead's pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core.ground.queries import log_of
from parvis.core.programmes.actions import set_network
from parvis.core.programmes.queries import the_network
from parvis.core.programmes.rules import may_edit_network
from parvis.web.programme.forms import NetworkForm
from parvis.web.who import user_of


@login_required
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Type in the network's goal and baseline."""
    if not may_edit_network(request.user):
        raise PermissionDenied
    network = the_network()
    form = NetworkForm(request.POST or None, instance=network)
    if request.method == "POST" and form.is_valid():
        set_network(**form.cleaned_data, by=user_of(request), now=timezone.now())
        messages.success(request, _("Saved. The impact page shows it now."))
        return redirect("programme-settings")
    status = 422 if form.errors else 200
    context = {"form": form, "last_change": log_of(network).first()}
    return render(request, "programme/settings.html", context, status=status)
