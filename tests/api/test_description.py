"""The API describes itself truly, and the examples of its how-to work."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from parvis.api.main import api
from parvis.core.events.models import Event

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-the-api.md"
# What anybody may call without saying who they are. Everything else asks.
OPEN = {
    *("/api/spaces", "/api/spaces/{slug}", "/api/areas", "/api/events", "/api/events/{uid}"),
    *("/api/events/{uid}/occurrences", "/api/events/{uid}/sign-up", "/api/impact"),
    "/api/opportunities",
}


@pytest.fixture
def described(client):
    return client.get(reverse("api:openapi-json")).json()


def references(part):
    if isinstance(part, dict):
        yield from [part["$ref"]] if "$ref" in part else []
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_description_is_whole(described):
    assert described["openapi"].startswith("3.1")
    named = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert set(references(described)) <= named
    for path, operations in described["paths"].items():
        assert set(re.findall(r"{(\w+)}", path)) == {
            parameter["name"]
            for operation in operations.values()
            for parameter in operation["parameters"]
            if parameter["in"] == "path"
        }


def test_only_reading_is_open(described):
    unasked = {
        (verb, path)
        for path, operations in described["paths"].items()
        for verb, operation in operations.items()
        if "401" not in operation["responses"]
    }

    assert unasked == {("get", path) for path in OPEN}


def test_every_operation_says_what_it_does(described):
    operations = [one for path in described["paths"].values() for one in path.values()]

    assert all(len(operation["description"]) > 20 for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))


def sent_on_the_page():
    return [json.loads(one) for one in re.findall(r"-d '({.*?})'", PAGE.read_text(), re.DOTALL)]


def test_how_to_signs_up_and_lets_in(call, coordinator, plan):
    at = f"/events/{plan(published=True).uid}"
    _, person, scan = sent_on_the_page()
    caller = call("coordinator")

    signed_up = caller.post(f"{at}/registrations", person)
    let_in = caller.post(f"{at}/check-ins", {**scan, "code": signed_up.json()["ticket"]})

    assert (signed_up.status_code, signed_up.json()["state"]) == (201, "confirmed")
    assert (let_in.status_code, let_in.json()["words"]) == (200, "Come in, Ada.")


def test_how_to_plans_an_event(call, coordinator, hall, area, space):
    space.keeps_holidays = False
    space.save()
    said = sent_on_the_page()[0]

    answer = call("coordinator").post("/events", said, **{"Idempotency-Key": "mending-evening-1"})

    assert answer.status_code == 201, answer.json()
    event = Event.objects.get(room=hall)
    assert event.starts_local.isoformat() == said["starts_at"]


def test_ids_of_our_shapes_have_no_leftovers():
    """What a client may send is strict: a mistyped name is an error."""
    schemas = api.get_openapi_schema()["components"]["schemas"]
    sent = [name for name in schemas if name.endswith("In")]

    assert {schemas[name].get("additionalProperties") for name in sent} == {False}
    assert len(sent) == 9
