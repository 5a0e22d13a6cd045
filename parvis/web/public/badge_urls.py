"""Badges, and what it takes to check one."""

from django.urls import path

from parvis.web.public import badges

urlpatterns = [
    path("issuer.json", badges.issuer, name="badge-issuer"),
    path("keys.json", badges.keys, name="badge-keys"),
    path("<uuid:uid>/", badges.page, name="badge"),
    path("<uuid:uid>.json", badges.credential, name="badge-json"),
    path("<uuid:uid>.jwt", badges.token, name="badge-token"),
    path("<uuid:uid>.svg", badges.image, name="badge-image"),
]
