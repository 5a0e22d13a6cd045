"""What GitHub's REST API documents of issues: lists with filters and pages, one issue, limits."""

import re
from urllib.parse import urlencode

from .served import Served

DOCS = "https://docs.github.com/rest/issues/issues"
LIST = re.compile(r"/repos/([^/]+/[^/]+)/issues")
ONE = re.compile(r"/repos/([^/]+/[^/]+)/issues/(\d+)")
ADA = {"login": "ada", "id": 1, "type": "User", "site_admin": False}


class FakeGitHub(Served):
    """Repositories with issues; `largest` is how many a page holds at most."""

    def __init__(self):
        super().__init__()
        self.repositories, self.moved, self.largest = {"open/squares": {}}, {}, 100
        self.limit = None  # questions that are left

    def issue(self, number, title="Mend it", *labels, place="open/squares", **fields):
        """Add or replace an issue, shaped as documented."""
        at = fields.pop("at", "2026-02-01T10:00:00Z")
        here = f"{self.url}/repos/{place}"
        made = {
            "id": 10_000 + number,
            "node_id": f"I_{number}",
            "url": f"{here}/issues/{number}",
            "repository_url": here,
            "labels_url": f"{here}/issues/{number}/labels{{/name}}",
            "comments_url": f"{here}/issues/{number}/comments",
            "events_url": f"{here}/issues/{number}/events",
            "html_url": f"https://github.com/{place}/issues/{number}",
            "number": number,
            "state": "open",
            "state_reason": None,
            "title": title,
            "body": "It hurts.\r\n\r\nSteps to see it.",
            "user": ADA,
            "labels": [
                {"id": n, "node_id": f"L_{n}", "name": name, "color": "7057ff", "default": True}
                for n, name in enumerate(labels)
            ],
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "locked": False,
            "comments": 0,
            "closed_at": None,
            "created_at": "2026-01-15T09:00:00Z",
            "updated_at": at,
            "author_association": "MEMBER",
            **fields,
        }
        self.repositories[place][number] = made
        return made

    def pull(self, number, title, *labels, **fields):
        """A pull request, which stands among the issues."""
        address = f"{self.url}/repos/open/squares/pulls/{number}"
        return self.issue(number, title, *labels, pull_request={"url": address}, **fields)

    def close_issue(self, number, at):
        issue = self.repositories["open/squares"][number]
        issue.update(state="closed", state_reason="completed", closed_at=at, updated_at=at)

    def answer(self, path, asked, headers):
        if self.limit is not None:
            if self.limit == 0:
                return self.limited()
            self.limit -= 1
        found, one = LIST.fullmatch(path), ONE.fullmatch(path)
        place = (found or one)[1] if found or one else ""
        if place in self.moved:
            return 301, {"Location": path.replace(place, self.moved[place])}, b"{}"
        if place not in self.repositories:
            return 404, {}, {"message": "Not Found", "documentation_url": DOCS, "status": "404"}
        if one:
            return self.single(self.repositories[place], int(one[2]))
        return self.page(self.repositories[place], path, dict(asked))

    def single(self, issues, number):
        issue = issues.get(number)
        if issue is None:
            return 410, {}, {"message": "This issue was deleted", "documentation_url": DOCS}
        if "elsewhere" in issue:
            return 301, {"Location": issue["elsewhere"]}, {"message": "Moved Permanently"}
        return 200, {}, issue

    def page(self, issues, path, asked):
        size = min(int(asked.get("per_page", 30)), self.largest)
        number = int(asked.get("page", 1))
        found = sorted(filter(wanted(asked), issues.values()), key=lambda one: one["updated_at"])
        if asked.get("direction", "desc") == "desc":
            found.reverse()
        end = number * size
        more = {}
        if len(found) > end:
            query = urlencode({**asked, "page": number + 1})
            address = f"{self.url}{path}"
            more["Link"] = f'<{address}?{query}>; rel="next", <{address}?page=9>; rel="last"'
        return 200, more, found[end - size : end]

    def limited(self):
        headers = {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "0"}
        reset = {"x-ratelimit-reset": "1772368200"}  # 2026-03-01 12:30 UTC
        said = {"message": "API rate limit exceeded for 127.0.0.1.", "documentation_url": DOCS}
        return 403, {**headers, **reset}, said


def wanted(asked):
    """Whether an issue is among those that were asked for."""
    state, since = asked.get("state", "open"), asked.get("since", "")
    labels = set(filter(None, asked.get("labels", "").split(",")))

    def check(issue):
        names = {label["name"] for label in issue["labels"]}
        fits = state in ("all", issue["state"]) and issue["updated_at"] >= since
        return fits and labels <= names and "elsewhere" not in issue

    return check
