"""Pages of those who plan: the week, events, reports and needs."""

from django.urls import path

from parvis.web.desk import (
    attendees,
    door,
    events,
    home,
    letters,
    needs,
    planning,
    reports,
    sign_up,
    week,
)

urlpatterns = [
    path("", home.home, name="desk"),
    path("week/", week.network_week, name="desk-network-week"),
    path("needs/", needs.needs, name="desk-needs"),
    path("needs/<int:key>/withdraw/", needs.withdraw, name="desk-withdraw"),
    path("needs/<int:key>/support/", needs.support, name="desk-support"),
    path("events/<int:key>/", events.detail, name="desk-event"),
    path("events/<int:key>/change/", planning.change, name="desk-change"),
    path("events/<int:key>/door/", door.door, name="desk-door"),
    path("events/<int:key>/door/own/", door.open_own, name="desk-door-own"),
    path("events/<int:key>/door/<int:number>/end/", door.end, name="desk-door-end"),
    path("events/<int:key>/cancel/", events.cancel, name="desk-cancel"),
    path("events/<int:key>/report/", reports.report, name="desk-report"),
    path("events/<int:key>/template/", events.keep_template, name="desk-template"),
    path("events/<int:key>/people/", attendees.people, name="desk-people"),
    path("events/<int:key>/people.csv", attendees.people_csv, name="desk-people-csv"),
    path("events/<int:key>/people/admit/", attendees.admit_somebody, name="desk-admit"),
    path("events/<int:key>/people/<int:number>/", attendees.person, name="desk-person"),
    path("events/<int:key>/sign-up/", sign_up.sign_up, name="desk-sign-up"),
    path("events/<int:key>/write/", letters.write, name="desk-write"),
    path("events/<int:key>/<slug:step>/", events.move, name="desk-move"),
    path("<slug:slug>/week/", week.space_week, name="desk-week"),
    path("<slug:slug>/events/new/", planning.new, name="desk-new"),
    path("<slug:slug>/needs/", needs.wishes, name="desk-wishes"),
    path("<slug:slug>/<slug:kind>/<int:key>/decline/", needs.decline_wish, name="desk-decline"),
]
