"""The door of one event, for who holds its link; and the web app that works without a network."""

from django.urls import path

from parvis.web.door import acts, lists, shell

urlpatterns = [
    path("sw.js", shell.worker, name="door-worker"),
    path("<str:secret>/", shell.page, name="door"),
    path("<str:secret>/list", lists.door_list, name="door-list"),
    path("<str:secret>/acts", acts.door_acts, name="door-acts"),
    path("<str:secret>/app.webmanifest", shell.manifest, name="door-manifest"),
]
