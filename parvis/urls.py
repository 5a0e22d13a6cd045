"""Every address of the site."""

from django.urls import include, path

from parvis.api.main import api
from parvis.web.mail_events import events_page

handler500 = "parvis.web.away.broken"
urlpatterns = [
    path("api/", api.urls),
    path("", include("parvis.web.public.urls")),
    path("me/", include("parvis.web.me.home_urls")),
    path("badges/", include("parvis.web.public.badge_urls")),
    path("registrations/", include("parvis.web.me.urls")),
    path("feedback/", include("parvis.web.me.feedback_urls")),
    path("door/", include("parvis.web.door.urls")),
    path("desk/", include("parvis.web.desk.urls")),
    path("programme/", include("parvis.web.programme.urls")),
    path("mail/events/<slug:provider>/tracking/", events_page, name="mail-events"),
    path("accounts/", include("allauth.urls")),
]
