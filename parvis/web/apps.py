from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages: templates, static files, template tags. It has no models."""

    name = "parvis.web"
    label = "web"

    def ready(self) -> None:
        """Let mails enclose what the bridge makes: whoever loads the site may send them."""
        from parvis.insights.enclosures import register  # noqa: PLC0415  models are loaded first

        register()
