"""My page, for whoever signs in."""

from django.urls import path

from parvis.web.me import addresses, home, home_acts

urlpatterns = [
    path("", home.home, name="me"),
    path("data.json", home.export, name="me-export"),
    path("erase/", home_acts.erase, name="me-erase"),
    path(
        "visits/<int:key>/withdraw/<slug:purpose>/",
        home_acts.withdraw_consent,
        name="me-withdraw",
    ),
    path("address/", addresses.ask, name="me-address-ask"),
    path("address/<str:token>/", addresses.confirm, name="me-address"),
    path("accounts/not-me/", home_acts.not_me, name="me-not-me"),
    path("accounts/<int:key>/take-back/", home_acts.take_word_back, name="me-take-back"),
]
