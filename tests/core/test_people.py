from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.core.ground.queries import log_of
from parvis.core.people.actions import (
    LinkError,
    UserError,
    give_role,
    link,
    make_user,
    take_role,
    unlink,
    withdraw,
)
from parvis.core.people.models import LinkDecision, Role, User
from parvis.core.people.queries import holders, standing_decisions
from parvis.core.people.rules import NotAllowedError, may_see_people, may_settle_identity

from .refused import refused


class TestUsers:
    def test_user_signs_in_by_a_lower_case_address(self, db, now):
        user = make_user(email=" Ada@Example.org ", by=None, now=now, display_name=" Ada ")

        assert (user.email, user.display_name, str(user)) == ("ada@example.org", "Ada", "Ada")
        assert not user.has_usable_password()
        assert User.objects.get_by_natural_key("ADA@example.org") == user

    def test_user_without_a_name_shows_no_full_address(self, db, now):
        user = make_user(email="ada@example.org", by=None, now=now)

        assert (str(user), user.get_short_name()) == ("ada", "ada")

    def test_user_is_made_once(self, db, now):
        make_user(email="ada@example.org", by=None, now=now)

        with pytest.raises(UserError, match=r"ada@example\.org already signs in here"):
            make_user(email="ADA@example.org", by=None, now=now)

    def test_user_needs_an_address(self, db, now):
        with pytest.raises(UserError, match="'ada' is no e-mail address"):
            make_user(email="ada", by=None, now=now)

    @pytest.mark.parametrize("email", ["", "Ada@example.org"])
    def test_database_keeps_addresses_lower_case_and_said(self, db, email):
        refused("user_email_lower_case", lambda: User(email=email).save())

    def test_making_a_user_is_logged(self, steward, now):
        user = make_user(email="ada@example.org", by=steward, now=now)

        entry = log_of(user).get()
        assert (entry.action, entry.by, entry.happened_at) == ("people.make-user", steward, now)


class TestRoles:
    def test_role_given_twice_is_held_and_logged_once(self, outsider, now):
        first = give_role(user=outsider, role="lead", by=None, now=now)
        again = give_role(user=outsider, role="lead", by=None, now=now)

        assert first == again
        assert str(first) == "Oscar, programme lead"
        assert log_of(outsider).filter(action="people.give-role").count() == 1

    def test_role_taken_is_gone_and_logged_once(self, lead, steward, now):
        take_role(user=steward, role="steward", by=lead, now=now)
        take_role(user=steward, role="steward", by=lead, now=now)

        assert not may_see_people(steward)
        assert log_of(steward).filter(action="people.take-role").count() == 1

    def test_one_lead_always_remains(self, lead, outsider, now):
        with pytest.raises(UserError, match="Leila is the only programme lead"):
            take_role(user=lead, role="lead", by=lead, now=now)

        give_role(user=outsider, role="lead", by=lead, now=now)
        take_role(user=lead, role="lead", by=lead, now=now)
        assert not lead.roles.exists()

    @pytest.mark.parametrize("who", ["outsider", "steward", "staff"])
    def test_only_leads_give_and_take(self, request, lead, who, now):
        user = request.getfixturevalue(who)

        with pytest.raises(NotAllowedError, match="may not give or take roles"):
            give_role(user=user, role="lead", by=user, now=now)
        with pytest.raises(NotAllowedError):
            take_role(user=lead, role="lead", by=user, now=now)

    def test_unknown_role_is_refused(self, outsider, now):
        with pytest.raises(UserError, match=r"'king' is no role. Roles are staff, lead, steward"):
            give_role(user=outsider, role="king", by=None, now=now)

        refused("role_known", lambda: Role.objects.create(user=outsider, name="king", since=now))

    def test_holders_are_active_and_by_name(self, make_person, now):
        make_person("zoe", "lead")
        ada = make_person("ada", "lead", "steward")
        gone = make_person("bob", "lead")
        gone.is_active = False
        gone.save()

        assert [str(user) for user in holders("lead")] == ["Ada", "Zoe"]
        assert list(holders("steward")) == [ada]


class TestRules:
    def test_who_may_see_people(self, lead, steward, staff, outsider):
        asked = (lead, steward, staff, outsider, AnonymousUser(), None)

        assert [may_see_people(user) for user in asked] == [True, True, *[False] * 4]

    def test_who_may_settle_identity(self, lead, steward, staff, outsider):
        asked = (steward, lead, staff, outsider, AnonymousUser(), None)

        assert [may_settle_identity(user) for user in asked] == [True, *[False] * 5]

    def test_somebody_inactive_may_nothing(self, steward):
        steward.is_active = False

        assert not may_see_people(steward)

    def test_asking_costs_one_query(self, steward, django_assert_num_queries):
        with django_assert_num_queries(1):
            may_see_people(steward)


class TestLinks:
    def test_link_holds_the_pair_in_one_order(self, steward, now):
        made = link(one="git:b", other="git:a", because="Told me", by=steward, now=now)

        assert (made.left, made.right, made.verdict) == ("git:a", "git:b", "same")
        assert (made.by, made.decided_at) == (steward, now)
        assert str(made) == "git:a and git:b: one person"
        entry = log_of(made).get()
        assert (entry.action, entry.by, entry.happened_at) == ("people.link", steward, now)
        assert entry.details == {"left": "git:a", "right": "git:b"}

    def test_unlink_withdraws_the_link_before_it(self, steward, now):
        first = link(one="git:a", other="git:b", because="Told me", by=None, now=now)

        later = now + timedelta(days=1)
        second = unlink(one="git:b", other="git:a", because="Erred", by=steward, now=later)

        first.refresh_from_db()
        assert (first.withdrawn_at, first.withdrawn_by) == (later, steward)
        assert list(standing_decisions()) == [second]
        assert log_of(first).first().action == "people.withdraw-link"

    def test_the_same_is_not_decided_twice(self, db, now):
        make = {"one": "git:a", "other": "git:b", "because": "x", "by": None, "now": now}

        link(**make)

        with pytest.raises(LinkError, match="already: git:a and git:b: one person, on 2026-03-01"):
            link(**make)

    def test_a_decision_is_not_undone_from_before_it(self, db, now):
        made = link(one="git:a", other="git:b", because="Told me", by=None, now=now)

        before = now - timedelta(days=1)
        with pytest.raises(LinkError, match="at the same time, or later"):
            unlink(one="git:a", other="git:b", because="Erred", by=None, now=before)

        assert list(standing_decisions()) == [made]

    def test_withdraw_lets_the_evidence_speak_again(self, db, now):
        made = link(one="git:a", other="git:b", because="Told me", by=None, now=now)

        withdraw(decision=made, by=None, now=now)

        assert not standing_decisions().exists()
        with pytest.raises(LinkError, match=f"Decision {made.pk} was withdrawn on 2026-03-01"):
            withdraw(decision=made, by=None, now=now)

    @pytest.mark.usefixtures("db")
    @pytest.mark.parametrize(
        ("one", "other", "because", "problem"),
        [
            ("git:a", "git:a", "x", "two different nodes"),
            ("git:a", " ", "x", "two different nodes"),
            ("git:a", "git:b", "  ", "says why"),
            ("git:a", "ada@example.org", "x", "plain address never stands here"),
        ],
    )
    def test_what_cannot_be_decided(self, now, one, other, because, problem):
        with pytest.raises(LinkError, match=problem):
            link(one=one, other=other, because=because, by=None, now=now)

        assert not LinkDecision.objects.exists()

    @pytest.mark.parametrize("who", ["lead", "staff", "outsider"])
    def test_only_a_steward_decides(self, request, who, now):
        somebody = request.getfixturevalue(who)
        made = link(one="git:a", other="git:b", because="Told me", by=None, now=now)

        with pytest.raises(NotAllowedError, match=r"may not settle who is who. A data steward may"):
            link(one="git:a", other="git:c", because="x", by=somebody, now=now)
        with pytest.raises(NotAllowedError):
            unlink(one="git:a", other="git:b", because="x", by=somebody, now=now)
        with pytest.raises(NotAllowedError):
            withdraw(decision=made, by=somebody, now=now)

        assert list(standing_decisions()) == [made]

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("link_left_before_right", {"left": "git:c"}),
            ("link_verdict_known", {"verdict": "perhaps"}),
            ("link_says_why", {"because": ""}),
            ("link_without_plain_address", {"right": "x@y"}),
            ("link_withdrawn_after_decided", {"withdrawn_at": "2026-02-01T00:00Z"}),
        ],
    )
    def test_database_keeps_decisions_whole(self, db, now, constraint, change):
        row = {"left": "git:a", "right": "git:b", "verdict": "same", "because": "x"}

        refused(
            constraint,
            lambda: LinkDecision.objects.create(**{**row, "decided_at": now, **change}),
        )

    def test_database_wants_the_moment_with_who_withdrew(self, steward, now):
        made = link(one="git:a", other="git:b", because="x", by=None, now=now)

        refused(
            "link_withdrawn_by_needs_at",
            lambda: LinkDecision.objects.filter(pk=made.pk).update(withdrawn_by=steward),
        )

    def test_database_lets_one_decision_stand_per_pair(self, db, now):
        link(one="git:a", other="git:b", because="x", by=None, now=now)
        row = {"left": "git:a", "right": "git:b", "verdict": "different", "because": "y"}

        refused(  # SQLite names the columns, PostgreSQL the constraint
            "link_one_standing_per_pair|core_linkdecision.left, core_linkdecision.right",
            lambda: LinkDecision.objects.create(**row, decided_at=now),
        )
