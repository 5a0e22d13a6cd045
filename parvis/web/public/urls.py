"""Pages that anybody may see, and the people behind them for those who may."""

from django.urls import path

from parvis.web.public import (
    areas,
    conduct,
    elsewhere,
    events,
    opportunities,
    proposals,
    sign_up,
    spaces,
    views,
)

urlpatterns = [
    path("", spaces.home, name="home"),
    path("events/", events.event_list, name="events"),
    path("events/calendar.ics", events.feed, name="calendar"),
    path("events/news.atom", elsewhere.news, name="news"),
    path("embed/", elsewhere.embedded, name="embed"),
    path("areas/", areas.area_list, name="areas"),
    path("areas/<slug:slug>/", areas.area_page, name="area"),
    path("areas/<slug:area>/news.atom", elsewhere.news, name="area-news"),
    path("spaces/<slug:space>/news.atom", elsewhere.news, name="space-news"),
    path("events/<uuid:uid>/", events.event_page, name="event"),
    path("events/<uuid:uid>/conduct/", conduct.tell_of_event, name="conduct-at-event"),
    path("events/<uuid:uid>/sign-up/", sign_up.sign_up_page, name="sign-up"),
    path("events/<uuid:uid>.ics", events.event_calendar, name="event-calendar"),
    path("areas/<slug:area>/calendar.ics", events.feed, name="area-calendar"),
    path("spaces/<slug:slug>/", spaces.space_page, name="space"),
    path("spaces/<slug:slug>/conduct/", conduct.tell_of_space, name="conduct-at-space"),
    path("conduct/thanks/", conduct.told, name="conduct-told"),
    path("spaces/<slug:space>/calendar.ics", events.feed, name="space-calendar"),
    path("opportunities/", opportunities.opportunities, name="opportunities"),
    path("propose/", proposals.propose, name="propose"),
    path("proposals/<str:token>/", proposals.proposal, name="confirm-proposal"),
    path("impact/", views.impact, name="impact"),
    path("impact/people/", views.people, name="impact-rows"),
    path("impact/people/<int:key>/", views.person, name="impact-person"),
]
