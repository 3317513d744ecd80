"""Lines of goals and of progress: what is read in them, and what is asked about."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.phrases import Ground, Target, metric_key, read_goal, read_measure, read_progress, split_kind
from bot.phrases.terms import Term

WEDNESDAY = datetime(2026, 11, 18, 10, 0)  # noqa: DTZ001  a wall time
GROUND = Ground("USD", WEDNESDAY, kinds=("new", "renewal"))
TODAY = GROUND.today
QUARTER = Term(date(2026, 10, 1), (date(2026, 12, 31),))


def money(major: int, what: str = "") -> Target:
    return Target(major * 100, "USD", what)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("12 demos", [Target(12, None, "demos")]),
        ("close 12 deals", [Target(12, None, "deals")]),
        ("1,200 calls", [Target(1200, None, "calls")]),
        ("5k calls", [Target(5000, None, "calls")]),
        ("100k", [money(100_000)]),
        ("100k in sales", [money(100_000, "sales")]),
        ("48000", [money(48_000)]),
        ("$200k pipeline", [money(200_000, "pipeline")]),
        ("€50k", [Target(50_000_00, "EUR", "")]),
        ("12", [Target(12, None, "")]),
        ("48.000", [money(48), money(48_000)]),
        ("1,5k", [money(1500), money(15_000)]),
        ("48.000 demos", [Target(48, None, "demos"), Target(48_000, None, "demos")]),
        ("at least 12 demos", [Target(12, None, "demos")]),
        ("close at least 12 deals", [Target(12, None, "deals")]),
        ("a minimum of $50k", [money(50_000)]),
        ("minimum 12 demos", [Target(12, None, "demos")]),
        ("12 or more demos", [Target(12, None, "demos")]),
        ("12 demos or more", [Target(12, None, "demos")]),
        ("50k or more", [money(50_000)]),
        ("12 demos at least", [Target(12, None, "demos")]),
        ("0 demos", [Target(0, None, "demos")]),
        ("-5 demos", [Target(-5, None, "demos")]),
        ("response time from 40 to 30 hours", [Target(30, None, "response time", 40, "hours")]),
        ("win rate from 20% to 25%", [Target(25, None, "win rate", 20, "%")]),
        ("NPS from 40 up to 60", [Target(60, None, "NPS", 40)]),
        ("revenue from 100k to 150k", [Target(150_000, None, "revenue", 100_000)]),
        ("pipeline from 1.2m up to 2m euros", [Target(2_000_000, None, "pipeline", 1_200_000, "euros")]),
        ("close more deals", []),
        ("", []),
    ],
)
def test_the_number_of_a_goal_is_money_a_count_or_a_level(text: str, targets: list[Target]) -> None:
    assert list(read_goal(text, GROUND).targets) == targets
    assert list(read_goal(f"{text} this quarter", GROUND).targets) == targets


@pytest.mark.parametrize(
    "text", ["pipeline from $100k to $150k", "revenue from USD 100k to USD 150k", "demos from 1,5k to 2k"]
)
def test_two_numbers_are_a_level_or_refused(text: str) -> None:
    with pytest.raises(Refused, match="I read two numbers"):
        read_goal(text, GROUND)


@pytest.mark.parametrize(
    "text",
    [
        *("at most 5 churned accounts", "close fewer than 5 accounts", "no more than 5 no-shows", "max. 5 no-shows"),
        *("response time under 30 hours", "keep churn below 5%", "lower than $5k costs", "5 churned accounts at most"),
        *("5 or fewer no-shows", "reduce churn to 3", "lower response time to 3 hours"),
        *("reduce 8 no-shows to 3", "cut the 8 no-shows we have to 3", "5 no-shows or fewer", "12 demos or less"),
        *("up to 5 no-shows", "bring churn down to 3%", "get 8 no-shows down to 3"),
    ],
)
def test_a_number_that_should_fall_is_asked_where_it_stands(text: str) -> None:
    with pytest.raises(Refused, match="is set from where it stands now, as in `/goal new churned accounts from 8 to 5"):
        read_goal(f"{text} this quarter", GROUND)


@pytest.mark.parametrize(
    "text", ["increase NPS to 60", "raise the win rate to at least 25%", "lift revenue to $150k", "get NPS up to 60"]
)
def test_a_level_that_should_rise_is_asked_where_it_stands(text: str) -> None:
    with pytest.raises(Refused, match="is set from where it stands now, as in `/goal new NPS from 40 to 60 by EOQ`"):
        read_goal(f"{text} this quarter", GROUND)


@pytest.mark.parametrize(
    "text",
    [
        *("20 demos with less than 10 seats", "12 deals under contract", "reduce churn from 8 to 3"),
        *("5 “at most” demos", "cut over 3 accounts to 12 month terms"),
        *("20 demos with at least 10 seats", "increase NPS from 40 to 60", "Raise awareness: talk to 12 accounts"),
        *("Lower Saxony: talk to 12 accounts", "reduce the 8 no-shows from 8 to 3", "catch up to 12 accounts"),
        *("bring no-shows down from 8 to 3", "20 demos with 10 seats or less", "12 less-known brands"),
    ],
)
def test_words_about_something_else_are_left_alone(text: str) -> None:
    assert len(read_goal(text, GROUND).targets) == 1


@pytest.mark.parametrize("text", ["1.5 demos", "response time from 1.5 to 1 days", "calls from 1.200 to 1.500"])
def test_half_things_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="whole numbers"):
        read_goal(text, GROUND)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("by 30 Nov", Term(None, (date(2026, 11, 30),))),
        ("until 30 Nov", Term(None, (date(2026, 11, 30),))),
        ("today", Term(TODAY, (TODAY,))),
        ("by today", Term(None, (TODAY,))),
        ("until tomorrow", Term(None, (date(2026, 11, 19),))),
        ("from today to tomorrow", Term(TODAY, (date(2026, 11, 19),))),
        ("for tomorrow", Term(date(2026, 11, 19), (date(2026, 11, 19),))),
        ("by EOQ", QUARTER),
        ("by the end of the quarter", QUARTER),
        ("till EOQ", QUARTER),
        ("through this quarter", QUARTER),
        ("through Q4", QUARTER),
        ("through 30 Nov", Term(None, (date(2026, 11, 30),))),
        ("from now until EOQ", Term(TODAY, (date(2026, 12, 31),))),
        ("starting now by EOQ", Term(TODAY, (date(2026, 12, 31),))),
        ("this quarter", QUARTER),
        ("in Q4", QUARTER),
        ("by the end of Q4", QUARTER),
        ("next quarter", Term(date(2027, 1, 1), (date(2027, 3, 31),))),
        ("in Q1 2027", Term(date(2027, 1, 1), (date(2027, 3, 31),))),
        ("this month", Term(date(2026, 11, 1), (date(2026, 11, 30),))),
        ("in December", Term(date(2026, 12, 1), (date(2026, 12, 31),))),
        ("this week", Term(date(2026, 11, 16), (date(2026, 11, 22),))),
        ("this year", Term(date(2026, 1, 1), (date(2026, 12, 31),))),
        ("a week", Term(date(2026, 11, 16), (date(2026, 11, 22),), recurs="week")),
        ("every month", Term(date(2026, 11, 1), (date(2026, 11, 30),), recurs="month")),
        ("quarterly", Term(QUARTER.first, QUARTER.lasts, recurs="quarter")),
        ("starting 1 Nov by 30 Nov", Term(date(2026, 11, 1), (date(2026, 11, 30),))),
        ("starting 1 Jan by 31 Jan", Term(date(2027, 1, 1), (date(2027, 1, 31),))),
        ("starting 1 Dec by 31 Jan", Term(date(2026, 12, 1), (date(2027, 1, 31),))),
        ("starting 1 Mar by 31 Jan", Term(date(2026, 3, 1), (date(2027, 1, 31),))),
        ("starting 1 Jan by 31 Mar 2028", Term(date(2028, 1, 1), (date(2028, 3, 31),))),
        ("starting the 1st by 30 Nov", Term(date(2026, 11, 1), (date(2026, 11, 30),))),
        ("starting Friday by 30 Nov", Term(date(2026, 11, 20), (date(2026, 11, 30),))),
        ("starting Monday by Friday", Term(date(2026, 11, 16), (date(2026, 11, 20),))),
        ("starting in two weeks by 31 Jan", Term(date(2026, 12, 2), (date(2027, 1, 31),))),
        ("starting 1 Dec by EOQ", Term(date(2026, 12, 1), (date(2026, 12, 31),))),
        ("from 10 Dec to 31 Dec", Term(date(2026, 12, 10), (date(2026, 12, 31),))),
        ("from 10 to 31 Dec", Term(date(2026, 12, 10), (date(2026, 12, 31),))),
        ("from 14 Dec until 31 Dec", Term(date(2026, 12, 14), (date(2026, 12, 31),))),
        ("between 14 Dec and 31 Dec", Term(date(2026, 12, 14), (date(2026, 12, 31),))),
        ("from 31 Dec to 10 Jan", Term(date(2026, 12, 31), (date(2027, 1, 10),))),
        ("from 31 Dec 2025 to 10 Dec", Term(date(2025, 12, 31), (date(2026, 12, 10),))),
        ("from today to EOQ", Term(TODAY, (date(2026, 12, 31),))),
        ("by next Wednesday", Term(None, (date(2026, 11, 25),), instead=date(2026, 11, 18))),
        ("by Wednesday", Term(None, (date(2026, 11, 18),))),
        ("by 5/6", Term(None, (date(2027, 6, 5), date(2027, 5, 6)))),
        ("", None),
    ],
)
def test_the_period_is_what_the_words_say(text: str, when: Term | None) -> None:
    phrase = read_goal(f"12 demos {text}", GROUND)
    assert phrase.when == when
    assert phrase.targets == (Target(12, None, "demos"),)


@pytest.mark.parametrize("text", ["from 31 Dec by 10 Dec", "from 31 Dec to 10 Dec", "starting 1 Dec by 25 Nov"])
def test_a_period_that_ends_before_it_begins_is_refused_and_no_year_longer(text: str) -> None:
    with pytest.raises(Refused, match=r"which ends before it begins\. If you mean .* `from \d+ December 2025`"):
        read_goal(f"12 demos {text}", GROUND)


def test_a_first_day_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(Refused, match="I can read that day as 10 December 2026 or 12 October 2026"):
        read_goal("12 demos from 10/12 to 31/12", GROUND)


@pytest.mark.parametrize("when", ["from 1 Dec to 31 Dec", "by 31 Dec", ""])
@pytest.mark.parametrize(
    ("level", "target"),
    [
        ("response time from 3 days to 1 day", Target(1, None, "response time", 3, "day")),
        ("NPS from 40 to 60", Target(60, None, "NPS", 40)),
    ],
)
def test_a_level_is_no_period(level: str, target: Target, when: str) -> None:
    said = read_goal(f"{level} {when}", GROUND)
    assert said.targets == (target,)
    assert bool(said.when) is bool(when)


def test_money_has_a_period_too() -> None:
    said = read_goal("50k from 1 Dec to 31 Dec", GROUND)
    assert (said.targets, said.when) == ((money(50_000),), Term(date(2026, 12, 1), (date(2026, 12, 31),)))


def test_next_friday_on_a_friday_is_the_one_after_and_today_is_offered() -> None:
    friday = Ground("USD", datetime(2026, 11, 20, 10, 0))  # noqa: DTZ001
    when = read_goal("12 demos by next Friday", friday).when
    assert when == Term(None, (date(2026, 11, 27),), instead=date(2026, 11, 20))


def test_a_quarter_is_that_of_the_teams_year() -> None:
    ground = Ground("USD", WEDNESDAY, fiscal_start=2)
    assert read_goal("12 demos this quarter", ground).when == Term(date(2026, 11, 1), (date(2027, 1, 31),))
    assert read_goal("12 demos in Q1 2028", ground).when == Term(date(2027, 2, 1), (date(2027, 4, 30),))


def test_a_week_is_that_of_the_team() -> None:
    sunday = Ground("USD", datetime(2026, 11, 22, 10, 0), first_weekday=6)  # noqa: DTZ001
    assert read_goal("12 demos this week", sunday).when == Term(date(2026, 11, 22), (date(2026, 11, 28),))
    assert read_goal("12 demos next week", sunday).when == Term(date(2026, 11, 29), (date(2026, 12, 5),))
    weekly = Term(date(2026, 11, 22), (date(2026, 11, 28),), recurs="week")
    assert read_goal("12 demos a week", sunday).when == weekly


@pytest.mark.parametrize("text", ["by 31 Feb", "by 1 Nov", "in Q1", "in March", "by yesterday"])
def test_a_day_that_is_not_or_is_over_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_goal(f"12 demos {text}", GROUND)


def test_everything_else_comes_in_any_order() -> None:
    one = read_goal("12 demos by 30 Nov for <@U1|rita> private #new because the pipeline is thin, by far", GROUND)
    other = read_goal("12 demos #new private by 30 Nov for <@U1|rita> because the pipeline is thin, by far", GROUND)
    assert one == other
    assert (one.why, one.for_users, one.seen, one.kind) == ("the pipeline is thin, by far", ("U1",), "private", "new")


@pytest.mark.parametrize("text", ["300k this quarter for the team", "300k for our team this quarter", "team for 300k"])
def test_a_goal_is_the_teams_where_it_says_so(text: str) -> None:
    assert read_goal(text, GROUND).is_for_team is (not text.startswith("team"))


def test_what_has_no_number_keeps_its_words() -> None:
    assert read_goal("close more deals by EOQ because why not", GROUND).words == "close more deals"


@pytest.mark.parametrize(
    ("text", "rest", "kind"),
    [
        ("48k Acme #renewal", "48k Acme", "renewal"),
        ("48k #Renewal Acme: plan", "48k Acme: plan", "renewal"),
        ("48k Acme <#C1|renewal>", "48k Acme", "renewal"),
        ("48k Acme #other", "48k Acme #other", None),
        ("48k “the #renewal”", "48k “the #renewal”", None),
        ("48k Acme#renewal", "48k Acme#renewal", None),
    ],
)
def test_a_kind_is_a_word_of_the_teams_behind_a_sign_and_outside_quotes(text: str, rest: str, kind: str | None) -> None:
    assert split_kind(text, GROUND.kinds) == (rest, kind)


@pytest.mark.parametrize(
    ("one", "other"), [("demo", "Demos"), ("reply", "replies"), ("box", "boxes"), ("process", "processes")]
)
def test_one_and_many_are_the_same(one: str, other: str) -> None:
    assert metric_key(one) == metric_key(other)


@pytest.mark.parametrize(
    ("text", "which", "sign", "amount"),
    [
        ("7 +2", "7", "+", "2"),
        ("7 + 2", "7", "+", "2"),
        ("demos +2", "demos", "+", "2"),
        ("demos: +2", "demos", "+", "2"),
        ("+2 demos", "demos", "+", "2"),
        ("7 = 31", "7", "=", "31"),
        ("7 -1", "7", "-", "1"),
        ("7 \N{EN DASH}1", "7", "-", "1"),
        ("cold-call demos +2", "cold-call demos", "+", "2"),
        ("pipeline +$10k", "pipeline", "+", "$10k"),
        ("7 +", "7", "+", ""),
        ("+2", "", "+", "2"),
    ],
)
def test_progress_is_a_sign_and_a_number_beside_what_it_is_of(text: str, which: str, sign: str, amount: str) -> None:
    said = read_progress(text, TODAY)
    assert said
    assert (said.which, said.sign, said.amount, said.on, said.note) == (which, sign, amount, None, "")


def test_progress_may_have_a_day_and_a_note() -> None:
    said = read_progress("demos +2 yesterday because two came by", TODAY)
    assert said
    assert (said.which, said.on, said.note) == ("demos", date(2026, 11, 17), "two came by")
    assert read_progress("7 +2: they decide tomorrow", TODAY).note == "they decide tomorrow"
    noted = read_progress("7 +2: one with Acme", TODAY)
    assert noted
    assert (noted.which, noted.note) == ("7", "one with Acme")


@pytest.mark.parametrize("text", ["banana", "12 demos by EOQ", "follow-up calls", ""])
def test_what_has_no_sign_is_no_progress(text: str) -> None:
    assert read_progress(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "is_money", "readings"),
    [
        ("10k", True, (10_000_00,)),
        ("1,5k", True, (1500_00, 15_000_00)),
        ("€5", True, ()),
        ("2", False, (2,)),
        ("", False, ()),
    ],
)
def test_a_number_is_read_in_what_the_goal_counts(text: str, is_money: bool, readings: tuple[int, ...]) -> None:
    assert read_measure(text, "USD", is_money=is_money) == readings


@pytest.mark.parametrize(
    ("whose", "users", "is_for_everyone"),
    [
        ("for everyone", (), True),
        ("for each rep", (), True),
        ("for <!everyone>", (), True),
        ("for <@U1|rita> <@U2|sam>", ("U1", "U2"), False),
        ("for <@U1|rita>, <@U2|sam> and <@U1|rita>", ("U1", "U2"), False),
    ],
)
def test_a_goal_can_be_for_many(whose: str, users: tuple[str, ...], is_for_everyone: bool) -> None:
    for text in (f"12 demos a week {whose}", f"12 demos {whose} a week"):
        said = read_goal(text, GROUND)
        assert (said.for_users, said.is_for_everyone) == (users, is_for_everyone)
        assert said.targets[0].what == "demos"


def test_progress_of_a_day_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(Refused, match="I can read that day as"):
        read_progress("demos +2 on 5/6", TODAY)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        read_goal(text, GROUND)
    with suppress(Refused):
        read_progress(text, TODAY)
