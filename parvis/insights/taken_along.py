"""Everything that is kept of somebody who signs in, in the domain and in the lake, as JSON."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount  # where signing in elsewhere is kept

from parvis.core.followup.forgetting import kept_of_user
from parvis.core.followup.recognising import recognitions_of
from parvis.core.pathways.queries import active_areas
from parvis.core.people.claiming import proved_addresses
from parvis.core.people.models import User
from parvis.insights.badges import Issuer, credential
from parvis.insights.connecting import login_of
from parvis.insights.mine import Found, found_of, pathways_of
from parvis.insights.progress import Pathway
from parvis.lib.home import Home


def taken_along(home: Home, user: User, issuer: Issuer, *, now: datetime) -> dict[str, Any]:
    """All of it as JSON can hold it: nothing that a page shows of them is left out."""
    found = found_of(home, user)
    own = pathways_of(found, active_areas(), interests=set(), now=now)
    badges = [credential(row, issuer) for row in recognitions_of(user).select_related("user")]
    return {
        "taken_along_at": now.isoformat(),
        **kept_of_user(user, proved_addresses(user)),
        "connected": [
            {"provider": one.provider, "login": login_of(one), "since": one.date_joined.isoformat()}
            for one in SocialAccount.objects.filter(user=user)
        ],
        "contributions_found": _found(found),
        "pathways": {area.slug: _pathway(pathway) for area, pathway in own},
        "badges": badges,
    }


def _found(found: Found) -> dict[str, Any]:
    accounts = [
        {name: row[name] for name in ("source", "platform", "label", "is_claimed")}
        for row in found.accounts
    ]
    days = [
        {
            "on": did.day.isoformat(),
            "source": did.source,
            "focus_area": did.area,
            "kind": did.kind,
            "count": did.count,
        }
        for did in found.days
    ]
    return {"accounts": accounts, "not_counted_because": found.because, "days": days}


def _pathway(own: Pathway) -> dict[str, Any]:
    points = [
        {"level": one.point["level"], "done": one.done, "asked": one.point["k"]}
        for one in own.points
    ]
    return {"level": own.level, "points": points}
