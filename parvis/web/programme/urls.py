"""Pages of the programme's lead."""

from django.urls import path

from parvis.web.programme import views

urlpatterns = [
    path("settings/", views.settings_page, name="programme-settings"),
]
