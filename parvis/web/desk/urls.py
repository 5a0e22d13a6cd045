"""Pages of those who plan: the week, events, reports and needs."""

from django.urls import path

from parvis.web.desk import events, home, planning, reports, week

urlpatterns = [
    path("", home.home, name="desk"),
    path("week/", week.network_week, name="desk-network-week"),
    path("events/<int:key>/", events.detail, name="desk-event"),
    path("events/<int:key>/change/", planning.change, name="desk-change"),
    path("events/<int:key>/cancel/", events.cancel, name="desk-cancel"),
    path("events/<int:key>/report/", reports.report, name="desk-report"),
    path("events/<int:key>/template/", events.keep_template, name="desk-template"),
    path("events/<int:key>/<slug:step>/", events.move, name="desk-move"),
    path("<slug:slug>/week/", week.space_week, name="desk-week"),
    path("<slug:slug>/events/new/", planning.new, name="desk-new"),
]
