from datetime import timedelta

import pytest

from parvis.core.ground.queries import log_of
from parvis.core.people.access import ApiToken, KeptAnswer
from parvis.core.people.repeats import KEPT_FOR, RepeatError, once
from parvis.core.people.rules import NotAllowedError
from parvis.core.people.tokens import TokenError, make_token, revoke_token, user_of_token

HOUR = timedelta(hours=1)


class TestTokens:
    def test_token_opens_for_its_user_and_is_not_kept(self, staff, now):
        token, secret = make_token(user=staff, name=" Calendar ", by=staff, now=now)

        assert user_of_token(secret=secret, now=now) == staff
        assert user_of_token(secret=secret + "x", now=now) is None
        assert secret not in str(vars(ApiToken.objects.get()))
        assert (str(token), log_of(token).get().details) == (
            "Calendar, of Samira",
            {"name": "Calendar"},
        )

    def test_revoked_token_opens_nothing(self, staff, now):
        token, secret = make_token(user=staff, name="Calendar", by=None, now=now)

        revoke_token(token=token, by=staff, now=now + HOUR)
        again = revoke_token(token=token, by=staff, now=now + 2 * HOUR)

        assert again.revoked_at == now + HOUR
        assert user_of_token(secret=secret, now=now + HOUR) is None
        assert log_of(token).count() == 2

    def test_token_of_somebody_who_left_opens_nothing(self, staff, now):
        _, secret = make_token(user=staff, name="Calendar", by=None, now=now)
        staff.is_active = False
        staff.save()

        assert user_of_token(secret=secret, now=now) is None

    def test_use_is_noted_to_the_hour(self, staff, now, django_assert_num_queries):
        token, secret = make_token(user=staff, name="Calendar", by=None, now=now)

        user_of_token(secret=secret, now=now)
        with django_assert_num_queries(1):
            user_of_token(secret=secret, now=now + HOUR / 2)
        token.refresh_from_db()
        assert token.last_used_at == now

        user_of_token(secret=secret, now=now + HOUR)
        token.refresh_from_db()
        assert token.last_used_at == now + HOUR

    @pytest.mark.parametrize("who", ["lead", "outsider"])
    def test_nobody_makes_or_revokes_for_others(self, request, staff, who, now):
        other = request.getfixturevalue(who)
        token, _ = make_token(user=staff, name="Calendar", by=None, now=now)

        with pytest.raises(NotAllowedError, match="Each has their own"):
            make_token(user=staff, name="Mine", by=other, now=now)
        with pytest.raises(NotAllowedError):
            revoke_token(token=token, by=other, now=now)

    @pytest.mark.parametrize("name", [" ", "x" * 81])
    def test_token_says_what_uses_it(self, staff, name, now):
        with pytest.raises(TokenError, match="Say in 1 to 80 letters what uses the token"):
            make_token(user=staff, name=name, by=None, now=now)


class TestRepeats:
    def test_repeat_gets_the_first_answer_and_acts_once(self, staff, lead, now):
        done = []

        def act():
            done.append(1)
            return {"n": len(done)}

        ask = {"key": "k", "asked": b"a", "now": now, "act": act}
        answers = [once(user=user, **ask) for user in (staff, staff, lead)]

        assert answers == [{"n": 1}, {"n": 1}, {"n": 2}]

    def test_key_stands_for_one_request(self, staff, now):
        once(user=staff, key="k", asked=b"a", now=now, act=dict)

        with pytest.raises(RepeatError, match="stood for another request"):
            once(user=staff, key="k", asked=b"b", now=now, act=dict)

    def test_what_failed_can_be_tried_again(self, staff, now):
        def fail():
            raise ValueError

        with pytest.raises(ValueError):  # noqa: PT011 - our own, just above
            once(user=staff, key="k", asked=b"a", now=now, act=fail)

        assert once(user=staff, key="k", asked=b"b", now=now, act=lambda: {"ok": 1}) == {"ok": 1}

    @pytest.mark.parametrize("key", ["", "x" * 201])
    def test_key_has_a_length(self, staff, key, now):
        with pytest.raises(RepeatError, match="has 1 to 200 letters"):
            once(user=staff, key=key, asked=b"a", now=now, act=dict)

    def test_answers_are_forgotten(self, staff, now):
        once(user=staff, key="old", asked=b"a", now=now, act=dict)

        once(user=staff, key="new", asked=b"a", now=now + KEPT_FOR + HOUR, act=dict)

        assert str(KeptAnswer.objects.get()) == "new, of Samira"
