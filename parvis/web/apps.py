from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages: templates, static files, template tags. It has no models."""

    name = "parvis.web"
    label = "web"
