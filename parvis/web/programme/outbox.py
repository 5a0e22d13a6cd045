"""Mail that went out or waits: for the lead. Whole mails are shown only where no server has them.

With PARVIS_MAIL=outbox these pages stand for everybody's mailbox. Elsewhere mail is between the
site and whom it is to, and only what could not be sent is listed.
"""

import base64

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from parvis.core.ground.enclosures import Attachment, make_all
from parvis.core.ground.letter import Picture, letter
from parvis.core.ground.outbox import Mail
from parvis.core.programmes.rules import may_edit_network
from parvis.web.security import site_policy

SHOWN = 100
OUTBOX = "django.core.mail.backends.filebased.EmailBackend"
PICTURES = {"image/png", "image/jpeg"}  # shown; whatever else is enclosed is handed out as a file
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "form-action 'none'; sandbox allow-top-navigation-by-user-activation"
)


@never_cache
@login_required
@require_safe
def outbox_page(request: HttpRequest) -> HttpResponse:
    """List the last mails; without an outbox, only those that did not go through."""
    _lead(request)
    mails = Mail.objects.order_by("-pk").defer("text")
    if not _is_outbox():
        mails = mails.exclude(state=Mail.State.SENT)
    context = {"mails": mails[:SHOWN], "is_outbox": _is_outbox(), "most": SHOWN}
    return render(request, "programme/outbox.html", context)


@never_cache
@login_required
@require_safe
def mail_page(request: HttpRequest, key: int) -> HttpResponse:
    """Show one mail: its text, its HTML in a frame, and what is enclosed."""
    mail = _mail(request, key)
    made, missing = _enclosed(mail)
    context = {"mail": mail, "enclosures": made, "missing": missing}
    answer = render(request, "programme/outbox_mail.html", context)
    answer.headers["Content-Security-Policy"] = site_policy(**{"frame-src": "'self'"})
    return answer


@never_cache
@login_required
@require_safe
@xframe_options_sameorigin
def letter_page(request: HttpRequest, key: int) -> HttpResponse:
    """Show a mail's HTML as a mail program would; nothing in it may run or load."""
    mail = _mail(request, key)
    made, _ = _enclosed(mail)
    pictures = [Picture(_as_data(one), one.alt or one.name) for one in made if one.is_inline]
    html = letter(subject=mail.subject, text=mail.text, pictures=pictures, is_framed=True)
    return HttpResponse(html, headers={"Content-Security-Policy": LETTER_POLICY})


@never_cache
@login_required
@require_safe
def enclosure_page(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Hand out one of a mail's enclosures."""
    made, _ = _enclosed(_mail(request, key))
    if number >= len(made):
        raise Http404("No such enclosure.")
    one = made[number]
    answer = HttpResponse(one.content, content_type=_content_type(one))
    is_file = one.content_type not in PICTURES
    answer.headers["Content-Disposition"] = content_disposition_header(is_file, one.name) or ""
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _lead(request: HttpRequest) -> None:
    if not may_edit_network(request.user):
        raise PermissionDenied


def _mail(request: HttpRequest, key: int) -> Mail:
    _lead(request)
    if not _is_outbox():
        raise Http404("Mail is shown only where PARVIS_MAIL is “outbox”.")
    return get_object_or_404(Mail, pk=key)


def _is_outbox() -> bool:
    return str(settings.EMAIL_BACKEND) == OUTBOX


def _enclosed(mail: Mail) -> tuple[list[Attachment], list[str]]:
    return make_all(mail.enclosures, now=timezone.now())


def _as_data(one: Attachment) -> str:
    return f"data:{one.content_type};base64,{base64.b64encode(one.content).decode()}"


def _content_type(one: Attachment) -> str:
    method = f"; method={one.method}" if one.method else ""
    charset = "; charset=utf-8" if one.content_type.startswith("text/") else ""
    return f"{one.content_type}{method}{charset}"
