"""A link that opens no door, said to a device or to a person."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from parvis.core.registration.passes import PassError

GONE, UNKNOWN = 410, 404


def to_device(error: PassError) -> JsonResponse:
    """`is_ended`: the device may forget its list, once all it noted is sent."""
    said = {"error": str(error), "is_ended": error.is_ended}
    return JsonResponse(said, status=_status(error))


def to_person(request: HttpRequest, error: PassError) -> HttpResponse:
    return render(request, "door/closed.html", {"refusal": str(error)}, status=_status(error))


def _status(error: PassError) -> int:
    return GONE if error.is_ended else UNKNOWN
