"""Pages of the programme's lead, and of its stewards."""

from django.urls import path

from parvis.web.programme import (
    areas,
    conduct,
    opportunities,
    outbox,
    pathways,
    spaces,
    team,
    views,
)

urlpatterns = [
    path("settings/", views.settings_page, name="programme-settings"),
    path("goal/", views.goal_page, name="programme-goal"),
    path("areas/", areas.areas_page, name="programme-areas"),
    path("areas/<slug:slug>/pathway/", pathways.pathway_page, name="programme-pathway"),
    path("opportunities/", opportunities.sources_page, name="programme-opportunities"),
    path(
        "opportunities/<int:key>/remove/",
        opportunities.remove_page,
        name="programme-remove-source",
    ),
    path("spaces/", spaces.spaces_page, name="programme-spaces"),
    path("spaces/<slug:slug>/", spaces.space_page, name="programme-space"),
    path("people/", team.team_page, name="programme-team"),
    path("people/<int:key>/<slug:role>/take/", team.take_role_page, name="programme-take-role"),
    path("conduct/", conduct.reports_page, name="programme-conduct"),
    path("conduct/<int:key>/", conduct.report_page, name="programme-conduct-report"),
    path("conduct/exclusions/", conduct.exclusions_page, name="programme-exclusions"),
    path("conduct/exclusions/<int:key>/lift/", conduct.lift_page, name="programme-lift-exclusion"),
    path("mail/", outbox.outbox_page, name="programme-outbox"),
    path("mail/<int:key>/", outbox.mail_page, name="programme-outbox-mail"),
    path("mail/<int:key>/letter/", outbox.letter_page, name="programme-outbox-letter"),
    path("mail/<int:key>/<int:number>/", outbox.enclosure_page, name="programme-outbox-enclosure"),
]
