"""Focus areas as a lead names them and takes them out of the offer."""

import pytest

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea

URL = "/programme/areas/"


@pytest.fixture(autouse=True)
def _areas(network, now):
    load_pathways(by=None, now=now)


@pytest.fixture
def send(client, lead):
    client.force_login(lead)

    def send(area, **said):
        typed = {f"area-{area.pk}-{name}": value for name, value in said.items()}
        return client.post(URL, {"what": f"area-{area.pk}", **typed}, follow=True)

    return send


def test_area_is_renamed_and_no_longer_offered(send, client):
    area = FocusArea.objects.get(slug="coding")
    send(area, name="Programming", summary="Patches and reviews")
    page = client.get("/propose/").content.decode()

    area.refresh_from_db()
    assert (area.name, area.is_active, area.points.exists()) == ("Programming", False, True)
    assert FocusArea.objects.filter(is_active=True).count() == 9
    assert "Programming" not in page


def test_area_without_a_name_is_refused_and_others_stay(send):
    area = FocusArea.objects.get(slug="coding")
    refused = send(area, name="", summary="x", is_active="on")

    area.refresh_from_db()
    assert (refused.status_code, bool(area.name)) == (422, True)


def test_last_area_stays(send):
    area = FocusArea.objects.get(slug="coding")
    FocusArea.objects.exclude(pk=area.pk).update(is_active=False)
    refused = send(area, name="Coding", summary="x")

    assert "At least one focus area has to be offered." in refused.content.decode()
    assert FocusArea.objects.get(pk=area.pk).is_active


def test_only_a_lead_may(client, staff, outsider):
    for user in (staff, outsider):
        client.force_login(user)
        assert client.get(URL).status_code == 403
        assert client.post(URL, {"what": "area-1"}).status_code == 403
