"""The two questions of the day after: a link of their own, which opens nothing else."""

from django.urls import path

from parvis.web.me import feedback

urlpatterns = [path("<str:token>/", feedback.feedback, name="feedback")]
