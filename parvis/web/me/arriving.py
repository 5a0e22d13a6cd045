"""Where somebody comes after signing in, when nothing stopped them on the way to a page."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from parvis.core.events.planners import has_desk
from parvis.core.registration.stewards import may_handle_conduct
from parvis.web.who import user_of


class Adapter(DefaultAccountAdapter):
    """allauth asks this class; a page that was asked for before (`next`) comes first."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Those with a desk go where they always went, others to their own page."""
        user = user_of(request)
        is_on_duty = has_desk(user, now=timezone.now()) or may_handle_conduct(user)
        return "/" if is_on_duty else reverse("me")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)
