"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("parvis.web.public.urls")),
    path("programme/", include("parvis.web.programme.urls")),
    path("accounts/", include("allauth.urls")),
]
