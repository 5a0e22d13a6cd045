"""Badges: whoever has the link sees one, and anybody can check it.

The published schema (ob_v3p0_achievementcredential_schema.json of 1EdTech) is in no package that
could be installed, so its file is not used here. What it requires of the parts that stand in our
credentials was read from it, and is written down below as REQUIRED and as the checks beside it.
"""

import json
import re
from datetime import date
from hashlib import sha256
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from parvis.core.followup.recognising import Earned, recognise
from parvis.core.followup.recognition import Recognition
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from tests.lib.test_signed_tokens import checked

pytestmark = pytest.mark.django_db
POINT = {
    "order": 1,
    "level": "active",
    "kinds": ["change", "change-proposed"],
    "k": 3,
    "window_days": 365,
    "seen_at": "the project’s repository",
    "recognition": "",
    "next_step": "",
}
EVIDENCE = [
    {"source": "tooltip", "kind": "change", "on": "2026-01-05", "count": 1},
    {"source": "tooltip", "kind": "change-proposed", "on": "2026-02-01", "count": 2},
]
# What the schema requires, and the types it allows, by the name of its definition.
REQUIRED = {
    "AchievementCredential": {
        "@context": list,
        "id": str,
        "type": list,
        "credentialSubject": dict,
        "issuer": dict,
        "validFrom": str,
    },
    "AchievementSubject": {"type": list, "achievement": dict},
    "Achievement": {"id": str, "type": list, "criteria": dict, "description": str, "name": str},
    "IdentityObject": {"type": str, "hashed": bool, "identityHash": str, "identityType": str},
    "Profile": {"id": str, "type": list},
    "Evidence": {"type": list},
    "Image": {"id": str, "type": str},
}
NOTHING_ELSE = {  # definitions that allow no other property
    "IdentityObject": {"type", "hashed", "identityHash", "identityType", "salt"},
    "Image": {"id", "type", "caption"},
}
ABSOLUTE = re.compile(r"(https?://[^\s]+|urn:uuid:[0-9a-f-]{36})")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")  # with its zone


@pytest.fixture(autouse=True)
def _site(home, network, settings):
    settings.SITE_URL = "https://squares.example/"


@pytest.fixture
def badge(make_person, now):
    load_pathways(by=None, now=now)
    coding = FocusArea.objects.get(slug="coding")
    earned = Earned(make_person("ada"), coding, POINT, 2, date(2026, 2, 1), EVIDENCE)
    return recognise(earned=earned, now=now)


@pytest.fixture
def credential(client, badge):
    return client.get(f"/badges/{badge.uid}.json").json()


def has_what_is_required(name, found):
    missing = {k for k, kind in REQUIRED[name].items() if not isinstance(found.get(k), kind)}
    more = set(found) - NOTHING_ELSE.get(name, set(found))
    named = name in found["type"] or name == "AchievementCredential"
    return (name, missing, more, named)


def test_credential_has_what_the_schema_requires(credential):
    subject = credential["credentialSubject"]
    parts = [
        ("AchievementCredential", credential),
        ("AchievementSubject", subject),
        ("Achievement", subject["achievement"]),
        ("Image", subject["achievement"]["image"]),
        ("Profile", credential["issuer"]),
        *(("IdentityObject", one) for one in subject["identifier"]),
        *(("Evidence", one) for one in credential["evidence"]),
    ]

    found = [has_what_is_required(*part) for part in parts]

    assert found == [(name, set(), set(), True) for name, _ in parts]


def test_credential_has_the_values_that_the_schema_allows(credential):
    context, subject = credential["@context"], credential["credentialSubject"]

    assert context[0] == "https://www.w3.org/ns/credentials/v2"
    pattern = r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json"
    assert re.fullmatch(pattern, context[1])
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert all(MOMENT.fullmatch(credential[name]) for name in ("validFrom", "awardedDate"))
    ids = [credential["id"], credential["issuer"]["id"], subject["achievement"]["id"]]
    assert all(ABSOLUTE.fullmatch(one) for one in ids)
    assert subject["achievement"]["achievementType"] == "Badge"
    assert subject["identifier"][0]["identityType"] == "emailAddress"
    assert "proof" not in credential  # it is signed as a whole, in the other form


def test_credential_says_what_it_was_given_for(credential, badge):
    assert credential["name"] == "Coding: active contributor"
    assert credential["issuer"]["name"] == "Open Squares"
    assert credential["id"] == f"https://squares.example/badges/{badge.uid}.json"
    assert credential["awardedDate"] == "2026-02-01T00:00:00Z"
    assert credential["credentialSubject"]["achievement"]["criteria"]["narrative"] == (
        "At least 3 contributions of the kind “change” or “change proposed” within 365 days, as "
        "seen in the project’s repository. This is what version 2 of the pathway “Coding” asks for."
    )
    assert [one["narrative"] for one in credential["evidence"]] == [
        "Seen at tooltip on 2026-01-05.",
        "Seen at tooltip on 2026-02-01, 2 times.",
    ]


def test_owner_is_named_by_a_salted_hash_and_not_by_address(credential):
    identity = credential["credentialSubject"]["identifier"][0]
    hashed = sha256(f"ada@example.org{identity['salt']}".encode()).hexdigest()

    assert identity["identityHash"] == f"sha256${hashed}"
    assert "ada@" not in json.dumps(credential)


def test_same_level_of_the_same_version_is_one_achievement(client, badge, make_person, now):
    kept = {"point": POINT, "area": badge.area}
    ben = Earned(make_person("ben"), badge.area, POINT, 2, date(2026, 2, 3), [])
    cleo = Earned(make_person("cleo"), badge.area, POINT, 3, date(2026, 2, 3), [])
    rows = [badge, recognise(earned=ben, now=now), recognise(earned=cleo, now=now)]

    said = [client.get(f"/badges/{row.uid}.json").json() for row in rows]
    ids = [one["credentialSubject"]["achievement"]["id"] for one in said]

    assert ids[0] == ids[1] != ids[2]
    assert kept["area"].slug == "coding"


def test_token_is_the_credential_signed_and_its_header_leads_to_the_key(client, credential, badge):
    answer = client.get(f"/badges/{badge.uid}.jwt")
    keys = client.get("/badges/keys.json").json()["keys"]

    header, payload = checked(answer.content.decode(), keys[0])
    claims = {name: payload.pop(name) for name in ("iss", "jti", "nbf")}

    assert answer["Content-Type"] == "application/vc+jwt"
    assert set(header) == {"alg", "kid", "typ"}  # the specification allows no other
    assert header["kid"] == keys[0]["kid"]
    assert header["kid"].startswith("https://squares.example/badges/keys.json#")
    assert payload == credential
    assert claims == {
        "iss": "https://squares.example/badges/issuer.json",
        "jti": credential["id"],
        "nbf": int(badge.given_at.timestamp()),
    }


def test_published_key_holds_nothing_private(client):
    keys = client.get("/badges/keys.json").json()["keys"]

    assert [set(key) for key in keys] == [{"alg", "e", "kid", "kty", "n", "use"}]


def test_issuer_is_who_the_credential_says(client, credential):
    assert client.get("/badges/issuer.json").json() == credential["issuer"]


def test_change_of_the_pathway_changes_no_badge(client, credential, badge):
    FocusArea.objects.filter(pk=badge.area_id).update(name="Programming")
    badge.area.points.all().delete()

    assert client.get(f"/badges/{badge.uid}.json").json() == credential


def test_page_shows_the_badge_to_whoever_has_the_link(client, badge):
    page = client.get(f"/badges/{badge.uid}/").content.decode()

    assert "Coding: active contributor" in page
    assert "Earned by Ada on 1 February 2026." in page
    assert "noindex" in page
    assert "ada@example.org" not in page


def test_page_names_nobody_who_gave_no_name(client, badge):
    type(badge.user).objects.filter(pk=badge.user_id).update(display_name="")

    page = client.get(f"/badges/{badge.uid}/").content.decode()

    assert "Earned on 1 February 2026." in page
    assert ">ada" not in page.lower()


def test_picture_is_a_drawing_with_the_area_in_lines(client, badge):
    Recognition.objects.update(area_name="Privacy & policy of the web", level="core")

    drawn = client.get(f"/badges/{badge.uid}.svg")

    found = ET.fromstring(drawn.content)  # noqa: S314  # our own
    words = [one.text for one in found.iter("{http://www.w3.org/2000/svg}text")]
    assert drawn["Content-Type"] == "image/svg+xml"
    assert words == ["Privacy &", "policy of the", "web", "core"]


@pytest.mark.parametrize("ending", [".json", ".jwt", ".svg"])
def test_programs_of_other_sites_may_read_a_badge(client, badge, ending):
    answer = client.get(f"/badges/{badge.uid}{ending}")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("ending", ["/", ".json", ".jwt", ".svg"])
def test_badge_that_does_not_exist_is_not_found(ending):
    unknown = "6f1f2b1e-0000-4000-8000-000000000000"

    assert Client().get(f"/badges/{unknown}{ending}").status_code == 404
