"""Why, with whom, for whom and whose: the clauses of a line, and what only looks like one."""

# ruff: noqa: RUF001  people's typography is what is tested

import pytest

from bot.errors import Refused
from bot.phrases import Helper, split_account, split_because, split_for, split_with

KNOWN = ("Acme", "Acme Corp", "3M", "O'Neil & Sons", "Café Noir", "Acme West: North")


@pytest.mark.parametrize(
    ("text", "head", "because"),
    [
        ("48k Acme because we called", "48k Acme", "we called"),
        ("48k Acme, BECAUSE: we called", "48k Acme", "we called"),
        ("Acme because of Sam because he cares", "Acme", "of Sam because he cares"),
        ('Acme "because" deal because we\n\nasked', 'Acme "because" deal', "we\n\nasked"),
        ("Acme because with <@U1> by Friday: 20k", "Acme", "with <@U1> by Friday: 20k"),
        ("because we called", "because we called", None),
        ("Acme because", "Acme", None),
        ("Acme just-because plan", "Acme just-because plan", None),
        ("Acme", "Acme", None),
    ],
)
def test_because_is_the_first_one_after_the_title_and_takes_the_rest(text: str, head: str, because: str | None) -> None:
    assert split_because(text) == (head, because)


def test_a_because_may_lead_where_the_reason_can_be_all_that_is_said() -> None:
    assert split_because("because we called", may_lead=True) == ("", "we called")
    assert split_because("Acme because we called", may_lead=True) == ("Acme", "we called")


@pytest.mark.parametrize(
    ("text", "rest", "helpers"),
    [
        ("Acme with <@U1|sam>", "Acme", [Helper("U1")]),
        ("Acme with <@U1|sam> 30 %", "Acme", [Helper("U1", 3000)]),
        ("Acme with <@U1> and <@U2>", "Acme", [Helper("U1"), Helper("U2")]),
        ("Acme with <@U1> 30%, <@U2> 20%", "Acme", [Helper("U1", 3000), Helper("U2", 2000)]),
        ("Acme with <@U1> (30%) & with <@U2> 33,33 percent!", "Acme!", [Helper("U1", 3000), Helper("U2", 3333)]),
        ("Acme with <@U1>, <@U2> and <@U3>: plan", "Acme: plan", [Helper("U1"), Helper("U2"), Helper("U3")]),
        ("Acme with <@U1> for 2 years", "Acme for 2 years", [Helper("U1")]),
        ("Acme plan (with <@U1>) now", "Acme plan now", [Helper("U1")]),
        ("with <@U1> Acme with <@U2> 100%", "Acme", [Helper("U1"), Helper("U2", 10_000)]),
        ("Acme with <@U1> 30% x with <@U1>", "Acme x", [Helper("U1", 3000)]),
        ("Acme with <@U1> 0%", "Acme", [Helper("U1")]),
        ("Acme with <@U1> 30 seats", "Acme 30 seats", [Helper("U1")]),
        ("Acme with 2-year term", "Acme with 2-year term", []),
        ("Acme with Sam", "Acme with Sam", []),
        ("Acme and <@U1>", "Acme and <@U1>", []),
        ('Acme "with <@U1>"', 'Acme "with <@U1>"', []),
    ],
)
def test_with_counts_only_before_a_mention(text: str, rest: str, helpers: list[Helper]) -> None:
    before, help_ = split_with(text)
    assert (before, list(help_.helpers)) == (rest, helpers)
    assert not help_.is_equal_split


@pytest.mark.parametrize("text", ["Acme split with <@U1> and <@U2>", "Acme Split 50/50 with <@U1>, <@U2>"])
def test_split_with_shares_alike(text: str) -> None:
    rest, help_ = split_with(text)
    assert (rest, help_.is_equal_split, [h.user_id for h in help_.helpers]) == ("Acme", True, ["U1", "U2"])


def test_a_share_that_was_said_is_no_equal_split() -> None:
    assert not split_with("Acme split with <@U1> 30%")[1].is_equal_split


@pytest.mark.parametrize(
    "text", ["with <@U1> 101%", "with <@U1> 60% and <@U2> 41 %", "with <@U1> 60% x with <@U2> 60%"]
)
def test_shares_over_a_hundred_per_cent_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="100 % at most") as refused:
        split_with(text)
    assert refused.value.field == "helpers"


@pytest.mark.parametrize("crowd", ["<!subteam^S1|sales>", "<!channel>", "<!here>", "<#C1|wins>"])
def test_a_crowd_is_reported_and_nobody_is_thanked(crowd: str) -> None:
    rest, help_ = split_with(f"Acme with {crowd}")
    assert (rest, help_.helpers, help_.crowds) == ("Acme", (), (crowd,))


@pytest.mark.parametrize(
    ("text", "rest", "person"),
    [
        ("48k Acme for <@U1|rita>", "48k Acme", "U1"),
        ("for <@U1|rita> 48k Acme", "48k Acme", "U1"),
        ("48k Acme for Rita", "48k Acme for Rita", None),
        ("48k Acme for <!subteam^S1>", "48k Acme for <!subteam^S1>", None),
        ('48k "for <@U1>"', '48k "for <@U1>"', None),
    ],
)
def test_for_counts_only_before_a_person(text: str, rest: str, person: str | None) -> None:
    assert split_for(text) == (rest, person)


@pytest.mark.parametrize(
    ("text", "account", "title"),
    [
        ("Globex: annual plan", "Globex", "annual plan"),
        ("Globex：annual plan", "Globex", "annual plan"),
        ("Globex: phase 2: rollout", "Globex", "phase 2: rollout"),
        ("Globex:", "Globex", ""),
        (": annual plan", None, "annual plan"),
        ("Acme Corp renewal", "Acme Corp", "renewal"),
        ("acme CORP – renewal", "Acme Corp", "renewal"),
        ("Acme corporate plan", "Acme", "corporate plan"),
        ("Acme, renewal", "Acme", "renewal"),
        ("from Acme, renewal", "Acme", "renewal"),
        ("for Globex renewal", None, "for Globex renewal"),
        ("Acmeville renewal", None, "Acmeville renewal"),
        ("Acme's renewal", None, "Acme's renewal"),
        ("Acme-Nord renewal", None, "Acme-Nord renewal"),
        ("renewal for Acme", None, "renewal for Acme"),
        ("O’Neil & sons  renewal", "O'Neil & Sons", "renewal"),
        ("Cafe\u0301 Noir", "Café Noir", ""),
        ('"Acme West: North": plan', "Acme West: North", "plan"),
        ('"Acme West: North" plan', "Acme West: North", "plan"),
        ('"Globex: West" plan', None, '"Globex: West" plan'),
        ("call at 15:30 went well", None, "call at 15:30 went well"),
        ("see https://x.test:80/a for it", None, "see https://x.test:80/a for it"),
        ("https://x.test/a: plan", "https://x.test/a", "plan"),
        (":tada: Acme :rocket:", None, ":tada: Acme :rocket:"),
        ("a::b", None, "a::b"),
        ("شركة: خطة", "شركة", "خطة"),
        ("", None, ""),
    ],
)
def test_the_account_stands_before_a_colon_or_is_known(text: str, account: str | None, title: str) -> None:
    assert split_account(text, KNOWN) == (account, title)
