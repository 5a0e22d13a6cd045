"""Pages that anybody may see, and the people behind them for those who may."""

from django.urls import path

from parvis.web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("impact/", views.impact, name="impact"),
    path("impact/people/", views.people, name="impact-rows"),
    path("impact/people/<int:key>/", views.person, name="impact-person"),
]
