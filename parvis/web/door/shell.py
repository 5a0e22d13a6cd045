"""The page of a door, and what makes it an app that works after the line goes."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.core.registration.checkins import DoorPass
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.passes import OPEN_AFTER, PassError, open_door
from parvis.web.door.refusals import to_person

MODULES = (
    *("app", "answers", "camera", "camera-panel", "codes", "keeping", "memory", "queue"),
    *("store", "sound", "sweep", "view", "words"),
)
FILES = (
    "css/site.css",
    "css/door.css",
    "vendor/normalize/modern-normalize.css",
    "vendor/fonts/bricolage-latin.woff2",
    "vendor/fonts/bricolage-latin-ext.woff2",
    "vendor/fonts/source-serif-latin.woff2",
    "vendor/fonts/source-serif-latin-ext.woff2",
    "vendor/qr/decode.js",
    "vendor/qr/index.js",
    "img/favicon.svg",
    "img/door-192.png",
    "img/door-512.png",
    *(f"js/door/{name}.js" for name in MODULES),
)
PLATE = "#173f80"
AT_THE_DOOR = ("follow_up", "linking")  # what a walk-in is asked for


@never_cache
@require_safe
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """The door, for who holds its link."""
    try:
        held = open_door(secret, now=timezone.now())
    except PassError as error:
        return to_person(request, error)
    context = {"held": held, "event": held.event, "secret": secret, "boot": _boot(held, secret)}
    return render(request, "door/door.html", context)


@require_safe
def manifest(request: HttpRequest, secret: str) -> HttpResponse:
    """What lets a phone keep the door among its apps."""
    try:
        held = open_door(secret, now=timezone.now())
    except PassError as error:
        return to_person(request, error)
    sizes = (192, 512)
    said = {
        "name": f"Door: {held.event}",
        "short_name": "Door",
        "id": reverse("door", args=[secret]),
        "start_url": reverse("door", args=[secret]),
        "scope": "/door/",
        "display": "standalone",
        "background_color": PLATE,
        "theme_color": PLATE,
        "icons": [
            {
                "src": static(f"img/door-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in sizes
            for purpose in ("any", "maskable")
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; another release has another digest, and so another worker."""
    context = {"version": _version(), "files": [static(name) for name in FILES]}
    answer = render(request, "door/sw.js", context, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def _boot(held: DoorPass, secret: str) -> dict[str, Any]:
    """What the page's script begins with."""
    event = held.event
    return {
        "event": {
            "id": event.pk,
            "title": event.title,
            "zone": event.space.time_zone,
            "capacity": event.capacity,
        },
        "name": held.name,
        "is_coordinator": held.user_id is not None,
        "until": (event.ends_at + OPEN_AFTER).isoformat(),
        "list": reverse("door-list", args=[secret]),
        "acts": reverse("door-acts", args=[secret]),
        "worker": reverse("door-worker"),
        "purposes": {name: PURPOSES[name] for name in AT_THE_DOOR},
    }


@cache
def _version() -> str:
    """A digest of everything that the worker keeps."""
    found = [finders.find(name) for name in FILES]
    page_file = get_template("door/door.html").origin.name  # type: ignore[attr-defined]
    digest = hashlib.sha256()
    for file in (*found, page_file):
        if file is not None:
            digest.update(Path(file).read_bytes())
    return digest.hexdigest()[:16]
