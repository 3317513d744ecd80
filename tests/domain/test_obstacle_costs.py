"""What obstacles cost: amounts once each, what repeats, and the working hours that each kind takes."""

from datetime import timedelta

from bot.domain import goals, obstacles
from bot.domain.obstacles import costs
from bot.domain.obstacles.costs import Figures
from bot.models import Membership, Obstacle, ObstacleKind
from bot.money import Money
from bot.worktime import Period, quarter_of
from tests.domain.conftest import West
from tests.sales import NOW, TODAY

QUARTER = quarter_of(TODAY)


def raised(west: West, by: Membership, what: str = "yes or no", **more: object) -> Obstacle:
    return obstacles.raise_obstacle(west.session, by, obstacles.Facts(what, **more), now=NOW)  # type: ignore[arg-type]


def dollars(amount: int) -> Money:
    return Money(amount * 100, "USD")


def figures(west: West, period: Period = QUARTER) -> Figures:
    west.session.flush()
    return costs.figures(west.session, west.lee.team, period)


def test_the_deals_of_open_obstacles_count_once_an_account_and_by_currency(west: West) -> None:
    raised(west, west.rita, account="Acme", amount=dollars(48))
    raised(west, west.sam, account="Acme", amount=dollars(50))
    raised(west, west.sam, amount=dollars(7))
    raised(west, west.sam, amount=Money(900, "EUR"))
    gone = raised(west, west.rita, account="Hooli", amount=dollars(1000))
    obstacles.clear(west.session, west.rita.person, gone, now=NOW)
    assert (figures(west).deals, figures(west).open) == ((dollars(57), Money(900, "EUR")), 4)


def test_a_goal_that_two_hold_back_counts_once(west: West) -> None:
    facts = goals.Facts(300_00, "revenue", "USD", QUARTER.first, QUARTER.last)
    goal = goals.set_goal(west.session, west.rita, facts, now=NOW, owner=west.rita.person)
    for _ in range(2):
        raised(west, west.rita, goal=goal)
    assert figures(west).goals == (dollars(300),)


def test_what_came_up_three_times_however_spelled_is_one_problem(west: West) -> None:
    for account, side in (("Acme", "Legal"), ("Hooli", "LEGAL"), ("Acme", "legal")):
        raised(west, west.rita, account=account, asked_of=side)
    assert figures(west).repeated == (("Legal", 3),)


def test_each_kind_has_its_working_hours_to_the_first_answer_and_to_removal(west: West) -> None:
    decision = raised(west, west.rita, kind=ObstacleKind.DECISION)
    raised(west, west.rita, kind=ObstacleKind.DECISION)
    obstacles.take(west.session, west.sam.person, decision, now=NOW + timedelta(hours=2))
    obstacles.decide(west.session, west.lee.person, decision, "Yes", now=NOW + timedelta(days=1))
    (service,) = figures(west).service
    assert (service.kind, service.raised, service.answered, service.removed) == (ObstacleKind.DECISION, 2, 1, 1)
    assert service.to_answer == timedelta(hours=2)
    assert service.to_removal == timedelta(hours=9, minutes=30)  # a night is no work


def test_what_is_about_a_leader_or_was_dropped_is_in_no_figure(west: West) -> None:
    raised(west, west.rita, amount=dollars(5), is_about_leader=True, decider=west.dana)
    dropped = raised(west, west.rita, amount=dollars(5))
    obstacles.drop(west.session, west.rita.person, dropped, now=NOW)
    assert figures(west) == Figures(0, (), (), (), ())


def test_earlier_ones_count_while_they_are_open_and_are_not_measured(west: West) -> None:
    raised(west, west.rita, amount=dollars(5))
    next_year = Period(QUARTER.last + timedelta(days=1), QUARTER.last + timedelta(days=90))
    assert (figures(west, next_year).deals, figures(west, next_year).service) == ((dollars(5),), ())
