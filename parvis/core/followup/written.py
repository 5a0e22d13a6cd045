"""What was written to somebody after an event: once the next day, once later, then nothing."""

from django.db import models

from parvis.core.registration.models import Registration


class NextStepMail(models.Model):
    """The mails about a next step that followed one visit."""

    registration = models.OneToOneField(
        Registration, primary_key=True, on_delete=models.CASCADE, related_name="next_step_mail"
    )
    first_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"Next step of {self.registration}"
