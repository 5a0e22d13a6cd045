from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The domain: one Django app, one migration history."""

    name = "parvis.core"
    label = "core"

    def ready(self) -> None:
        """Let features that stand above events and mentors follow what becomes of them."""
        from parvis.core.events.hooks import follow  # noqa: PLC0415  models load after this module
        from parvis.core.followup.introducing import follow_mentor  # noqa: PLC0415
        from parvis.core.followup.mine import forget, kept_about  # noqa: PLC0415
        from parvis.core.followup.recruiting import forget_recruited, recruited_about  # noqa: PLC0415
        from parvis.core.pathways.mentor_hooks import follow_mentors  # noqa: PLC0415
        from parvis.core.registration.following import follow_event  # noqa: PLC0415
        from parvis.core.registration.hooks import keep_about  # noqa: PLC0415

        follow(follow_event)
        follow_mentors(follow_mentor)
        keep_about(kept_about, forget)
        keep_about(recruited_about, forget_recruited)
