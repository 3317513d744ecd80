"""A far goal with smaller steps, what a goal takes, and the quality that goes with a quantity, in talk."""

from tests.office import Office
from tests.slack.talk import fills, form, hears, presses


def sold(west: Office, *lines: str) -> None:
    for line in lines:
        hears(west.rita, f"/win {line}")


def test_a_far_goal_is_set_and_smaller_steps_are_offered(west: Office) -> None:
    sold(west, "40k Acme: plan on 20 Sep", "30k Hooli: plan on 20 Jun")
    answer = hears(west.rita, "/goal new 100k this quarter")
    assert "Goal 3: $100,000" in answer
    assert "It is 2.5 times the best quarter so far, $40,000. It stands." in answer
    assert "Smaller steps would be $55,000 now, then $70,000, $85,000 and $100,000." in answer
    steps = presses(west.rita, "Use the ramp")
    assert "• 3 $55,000 by Thu 31 Dec" in steps
    assert "• 6 $100,000 by Thu 30 Sep 2027" in steps
    assert "of $55,000" in hears(west.rita, "/goal 3")


def test_a_far_goal_can_be_kept(west: Office) -> None:
    sold(west, "40k Acme: plan on 20 Sep", "30k Hooli: plan on 20 Jun")
    hears(west.rita, "/goal new 100k this quarter")
    kept = presses(west.rita, "Keep it")
    assert "Goal 3: $100,000" in kept
    assert "Smaller steps" not in kept
    assert "• 3 $55,000" in hears(west.rita, "/goal 3 ramp")


def test_what_is_within_reach_is_just_set(west: Office) -> None:
    sold(west, "80k Acme: plan on 20 Sep", "30k Hooli: plan on 20 Jun")
    assert "Smaller steps" not in hears(west.rita, "/goal new 100k this quarter")
    assert "within reach" in hears(west.rita, "/goal 3 ramp")


def test_what_a_goal_takes_is_worked_out_of_ones_own_history(west: Office) -> None:
    sold(west, *(f"12k Acme: plan {nth} on 20 Sep" for nth in range(5)))
    hears(west.rita, "/goal new 20 demos by EOQ")
    hears(west.rita, "/goal demos +20")
    hears(west.rita, "/goal new 60k this quarter")
    told = hears(west.rita, "/goal 7 needs")
    assert "Goal 7: $60,000 left in 32 working days." in told
    assert "A deal comes to $12,000 on average (by 5 deals of the last year): 5 deals." in told
    assert "One deal comes of 4 demos (by 20 demos of the last year): 20 demos in all, 0.6 a working day." in told


def test_where_history_is_too_short_it_is_asked_and_kept(west: Office) -> None:
    hears(west.rita, "/goal new 60k this quarter")
    west.rita.types("/goal 1 needs")
    fills(west.rita, what_does="a lot")
    assert not west.rita.submits()
    fills(west.rita, what_does="12k", one_deal="5", what_is="demos")
    west.rita.closes()
    west.rita.types("/goal 1 needs")
    assert form(west.rita)["What does a deal usually come to?"] == "12k"
    assert west.rita.submits()
    told = hears(west.rita, "/goal 1 needs")
    assert "A deal comes to $12,000 on average (as you said): 5 deals." in told
    assert "25 demos in all, 0.8 a working day." in told


def test_what_is_missing_can_be_said_in_words(west: Office) -> None:
    hears(west.rita, "/goal new 60k this quarter")
    assert "25 demos in all" in hears(west.rita, "/goal 1 needs 12k a deal, 1 in 5 demos")
    assert "no number" in hears(west.rita, "/goal 1 needs luck")
    hears(west.rita, "/goal new 16 calls by EOQ")
    assert "0.5 calls a working day." in hears(west.rita, "/goal 2 needs")


def test_a_goal_that_is_reached_takes_nothing_more_and_asks_for_nothing(west: Office) -> None:
    hears(west.rita, "/goal new 12k this quarter")
    sold(west, "12k Acme: plan")
    assert hears(west.rita, "/goal 1 needs") == "Goal 1 is reached: it takes nothing more."
    assert west.rita.form is None


def test_where_quality_falls_no_more_is_asked_for(west: Office) -> None:
    hears(west.rita, "/goal new 60 demos starting 1 Sep by 31 Dec")
    assert "Demos carry close rate from now on" in hears(west.rita, "/goal 1 with close rate")
    assert "too few so far" in hears(west.rita, "/goal 1")
    sold(west, *(f"12k Acme: plan {nth} on 20 Sep" for nth in range(5)))
    hears(west.rita, "/goal 1 +20 on 20 Sep")
    hears(west.rita, "/goal 1 +20")
    card = hears(west.rita, "/goal 1")
    assert "With it goes close rate: 0 % in the last 30 days, 25 % before." in card
    assert "One step to work on: before the next one, agree" in card
    assert "Needed from here" not in card
    assert "carry no quality any more" in hears(west.rita, "/goal 1 with nothing")
    assert "Needed from here" in hears(west.rita, "/goal 1")


def test_the_average_deal_goes_with_deals(west: Office) -> None:
    hears(west.rita, "/goal new 60 deals starting 1 Sep by 31 Dec")
    hears(west.rita, "/goal 1 with average deal")
    sold(west, *(f"12k Acme: plan {nth} on 20 Sep" for nth in range(10)))
    sold(west, *(f"5k Acme: plan {nth}" for nth in range(10)))
    assert "average deal: $5,000 in the last 30 days, $12,000 before." in hears(west.rita, "/goal 1")
    hears(west.rita, "/goal new 60k this quarter")
    assert "quality itself, or money" in hears(west.rita, "/goal 22 with average deal")


def test_what_was_named_and_is_not_gone_by_is_said(west: Office) -> None:
    hears(west.rita, "/goal new 12 demos by EOQ")
    told = hears(west.rita, "/goal 1 needs 12k a deal, 1 in 5 demos")
    assert "It counts demos and no deals, so I leave $12,000 a deal and 1 in 5 demos aside." in told
    hears(west.rita, "/goal new 12 deals by EOQ")
    told = hears(west.rita, "/goal 2 needs 12k a deal, 1 in 5 demos")
    assert "60 demos in all" in told
    assert "It counts deals, whatever they come to, so I leave $12,000 a deal aside." in told
    for what in ("seats", "support", "training", "storage", "an audit"):
        hears(west.rita, f"/win 10k Acme: {what}")
    hears(west.rita, "/goal new 100k by EOQ")
    told = hears(west.rita, "/goal 8 needs 12k a deal, 1 in 5 demos")
    assert "A deal comes to $10,000 on average (by 5 deals of the last year): 5 deals." in told
    assert "I leave $12,000 a deal aside: the deals of the last year tell." in told
