from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The domain: one Django app, one migration history."""

    name = "parvis.core"
    label = "core"
