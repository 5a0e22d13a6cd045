"""What somebody opens with their own link, without a password."""

from django.urls import path

from parvis.web.me import contributed, data, mentor, registration, trying

urlpatterns = [
    path("<str:token>/", registration.page, name="registration"),
    path("<str:token>/cancel/", registration.cancel, name="registration-cancel"),
    path("<str:token>/take/", registration.take, name="registration-take"),
    path("<str:token>/change/", registration.change, name="registration-change"),
    path("<str:token>/event.ics", registration.calendar_entry, name="registration-calendar"),
    path("<str:token>/stop/<slug:purpose>/", registration.stop, name="registration-stop"),
    path("<str:token>/mentor/", mentor.mentor, name="registration-mentor"),
    path(
        "<str:token>/mentor/<int:key>/take-back/",
        mentor.take_back,
        name="registration-mentor-take-back",
    ),
    path("<str:token>/contributed/", contributed.contributed, name="registration-contributed"),
    path(
        "<str:token>/contributed/<int:key>/take-back/",
        contributed.untell,
        name="registration-untell",
    ),
    path("<str:token>/try/<int:key>/", trying.take, name="registration-try"),
    path("<str:token>/tried/<int:key>/<slug:step>/", trying.say, name="registration-say"),
    path("<str:token>/data/", data.page, name="registration-data"),
    path("<str:token>/data.json", data.export, name="registration-export"),
    path("<str:token>/forget/", data.erase, name="registration-forget"),
]
