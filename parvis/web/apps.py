from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages: templates, static files, template tags. It has no models."""

    name = "parvis.web"
    label = "web"

    def ready(self) -> None:
        """Let mails enclose what the bridge makes: whoever loads the site may send them."""
        from parvis.insights.enclosures import register  # noqa: PLC0415  models are loaded first

        register()
        _follow_sign_ins()


def _follow_sign_ins() -> None:
    from allauth.account.signals import user_logged_in  # noqa: PLC0415  models are loaded first
    from allauth.socialaccount.signals import social_account_added  # noqa: PLC0415

    from parvis.web.me import connecting  # noqa: PLC0415

    user_logged_in.connect(connecting.follow_sign_in)
    social_account_added.connect(connecting.follow_connection)
