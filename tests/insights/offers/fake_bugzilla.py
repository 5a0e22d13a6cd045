"""What Bugzilla's REST API documents of searching bugs: filters, fields, limit, offset, errors."""

from .served import Served

DOCS = "https://bmo.readthedocs.io/en/latest/api/"
ADA = {"id": 1, "real_name": "Ada", "nick": "ada", "name": "ada@example.org"}


class FakeBugzilla(Served):
    """Bugs by number; `largest` is the administrator's maximum of one answer."""

    def __init__(self):
        super().__init__()
        self.bugs, self.hidden, self.largest = {}, set(), 10_000

    def bug(self, number, summary="Mend it", *, mentor=False, at="2026-02-01T10:00:00Z", **fields):
        """Add or replace a bug, shaped as documented."""
        self.bugs[number] = {
            "id": number,
            "summary": summary,
            "status": "NEW",
            "resolution": "",
            "is_open": True,
            "is_confirmed": True,
            "product": "Squares",
            "component": "Door",
            "creation_time": "2026-01-15T09:00:00Z",
            "last_change_time": at,
            "cf_last_resolved": None,
            "keywords": [],
            "whiteboard": "",
            "see_also": [],
            "mentors": [ADA["name"]] if mentor else [],
            "mentors_detail": [ADA] if mentor else [],
            "priority": "--",
            "severity": "S3",
            "comment_count": 1,
            **fields,
        }

    def resolve(self, number, at):
        self.bugs[number].update(
            status="RESOLVED",
            resolution="FIXED",
            is_open=False,
            last_change_time=at,
            cf_last_resolved=at,
        )

    def answer(self, path, asked, headers):
        if path != "/rest/bug":
            return 404, {}, error("The requested method was not found.", 32000)
        said = dict(asked)
        if not set(said) - {"include_fields", "limit", "offset", "order"}:
            return 400, {}, error("You may not search without any search terms.", 1000)
        shown = [bug for bug in self.bugs.values() if bug["id"] not in self.hidden]
        found = [bug for bug in shown if fits(bug, said)]
        by_change = said.get("order", "").startswith("changeddate")
        found.sort(key=lambda bug: (bug["last_change_time"] if by_change else "", bug["id"]))
        start = int(said.get("offset", 0))
        end = start + min(int(said.get("limit", 0)) or self.largest, self.largest)
        fields = said.get("include_fields", "").split(",")
        cut = [{name: bug[name] for name in fields if name in bug} for bug in found[start:end]]
        return 200, {}, {"bugs": cut, "faults": []} if "id" in said else {"bugs": cut}


def fits(bug, said):
    """Whether a bug matches all that was said, as the search has it."""
    if "id" in said:
        return str(bug["id"]) in said["id"].split(",")
    closed = said.get("resolution") == "---" and not bug["is_open"]
    same = all(bug[name] == said.get(name, bug[name]) for name in ("product", "component"))
    return same and not closed and bug["last_change_time"] >= said.get("last_change_time", "")


def error(message, code):
    return {"error": True, "message": message, "code": code, "documentation": DOCS}
