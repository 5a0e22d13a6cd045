"""Pages of the programme's lead."""

from django.urls import path

from parvis.web.programme import team, views

urlpatterns = [
    path("settings/", views.settings_page, name="programme-settings"),
    path("goal/", views.goal_page, name="programme-goal"),
    path("people/", team.team_page, name="programme-team"),
    path("people/<int:key>/<slug:role>/take/", team.take_role_page, name="programme-take-role"),
]
