"""What a leader does for the team, as the leader, the team and whoever leads above read it on `/pace scorecard`."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.office import Office
from tests.slack.talk import hears

BERLIN = ZoneInfo("Europe/Berlin")
ABOUT = "Obstacles and decisions are those shared with the team; promises and booked calls those of all teams."


def on(office: Office, month: int, day: int, hour: int = 10) -> None:
    office.clock.to(datetime(2027, month, day, hour, tzinfo=BERLIN))


@pytest.fixture
def north(west: Office) -> Office:
    """Dana leads North, above West."""
    west.sandbox.add_channel("north", [west.dana, west.lee])
    west.dana.types("/pace team new North", in_="north")
    west.lee.types("/pace team set under North", in_="wins")
    return west


@pytest.fixture
def served(north: Office) -> Office:
    """On Wednesday 20 January; the week before Lee kept one promise of two, and removed one obstacle of two."""
    on(north, 1, 11)
    for what in ("review the deck", "call Acme"):
        hears(north.lee, f"/promise @rita {what} by 12 Jan")
    for what in ("yes or no on clause 7", "a price for Acme"):
        hears(north.rita, f"/obstacle Legal: {what} by 29 Jan")
    numbers = [hears(north.lee, "/promise list"), hears(north.rita, "/obstacle mine")]
    promise, obstacles = (_numbers(told) for told in numbers)
    hears(north.lee, f"/promise keep {promise[0]}")
    for number in obstacles:
        hears(north.lee, f"/obstacle take {number}")
    hears(north.lee, f"/obstacle removed {obstacles[0]}")
    on(north, 1, 20)
    return north


def _numbers(told: str) -> list[str]:
    words = told.replace("`", " ").replace(":", " ").split()
    return list(dict.fromkeys(word for word in words if word.isdecimal() and int(word) < 9))


def test_a_new_leader_reads_until_when_it_is_private(west: Office) -> None:
    told = hears(west.lee, "/pace scorecard").splitlines()
    assert told[told.index("What you do for West") :] == [
        "What you do for West",
        "Wed 18 Nov",
        "• Promises: none was due",
        "• Obstacles: none was there to remove",
        f"{ABOUT} Private to you until Fri 1 Jan 2027. Whoever leads above reads what comes from that day on, and your "
        "team, each figure two working days after you.",
    ]


def test_until_then_the_team_and_whoever_leads_above_hear_from_when_on(north: Office) -> None:
    assert "Lee Chen's first figures for the team come on Tue 5 Jan 2027." in hears(north.rita, "/pace scorecard @lee")
    answer = north.dana.types("/pace scorecard @lee", in_="north")
    assert answer
    assert "The first full month is Lee Chen's alone. Try again from Fri 1 Jan 2027 on." in answer.plain


def test_the_leader_reads_counts_with_a_next_step_and_no_rate_of_so_few(served: Office) -> None:
    told = hears(served.lee, "/pace scorecard").splitlines()
    assert told[told.index("What you do for West") :] == [
        "What you do for West",
        "Fri 1 Jan to Wed 20 Jan",
        "• Promises kept: 1 of 2; 1 late · /promise list has what is open",
        "• Obstacles removed: 1 of 2 · /obstacle mine has the others",
        "• Reps coached within the rhythm: 0 of 3 · /coach due says whose turn it is",
        "Tue 1 Dec 2026 to Thu 31 Dec 2026",
        "• Promises: none was due",
        "• Obstacles: none was there to remove",
        "• Reps coached within the rhythm: 0 of 3",
        f"{ABOUT} Seen by you and whoever leads above, and by your team, each figure two working days after you.",
    ]


def test_a_rep_reads_that_and_nothing_else_two_working_days_later(served: Office) -> None:
    assert hears(served.rita, "/pace scorecard @lee").splitlines() == [
        "What Lee Chen does for West",
        "Fri 1 Jan to Mon 18 Jan",
        "• Promises kept: 1 of 2; 1 late",
        "• Obstacles removed: 1 of 2",
        "• Reps coached within the rhythm: 0 of 3",
        f"{ABOUT} Seen by Lee Chen, their team two working days later, and who leads above.",
    ]


def test_whoever_leads_above_reads_it_as_it_is_today(served: Office) -> None:
    answer = served.dana.types("/pace scorecard @lee", in_="north")
    assert answer
    assert answer.plain.splitlines()[:2] == ["What Lee Chen does for West", "Fri 1 Jan to Wed 20 Jan"]
    assert "Against goals" not in answer.plain


def test_from_five_on_a_rate_and_the_time_that_it_took_are_told(served: Office) -> None:
    for nth in range(4):
        hears(served.lee, f"/promise @sam send draft {nth} by today")
        hears(served.mia, f"/obstacle Legal: a word on clause {nth} by 29 Jan")
    for number in _all_open(served):
        hears(served.lee, f"/obstacle take {number}")
        hears(served.lee, f"/obstacle removed {number}")
    told = hears(served.lee, "/pace scorecard")
    assert (
        "• Obstacles removed: 6 of 6, 100 %; half of them answered within 1 working hour, gone within 1 working hour"
        in told
    )


def _all_open(office: Office) -> list[str]:
    told = hears(office.lee, "/obstacle list").replace("`", " ").split()
    return list(dict.fromkeys(word for word in told if word.isdecimal() and int(word) < 20))


def test_a_team_that_has_it_off_keeps_it_to_the_leader_and_above(served: Office) -> None:
    assert "service: on → off" in hears(served.lee, "/pace team set service off")
    assert "West keeps these figures to Lee Chen and whoever leads the team above." in hears(
        served.rita, "/pace scorecard @lee"
    )
    assert "Private to you and whoever leads above; /pace team set service on shows it" in hears(
        served.lee, "/pace scorecard"
    )


def test_a_team_names_the_day(north: Office) -> None:
    assert "service: on → from 1 Feb 2027" in hears(north.lee, "/pace team set service from 1 Feb 2027")
    assert "Private to you until Fri 1 Jan 2027." in (told := hears(north.lee, "/pace scorecard"))
    assert "and from Mon 1 Feb 2027 on your team" in told
    on(north, 1, 4)
    assert "Private to you and whoever leads above until Mon 1 Feb." in hears(north.lee, "/pace scorecard")
    assert "can't be" in hears(north.lee, "/pace team set service soon")


def test_a_rep_has_no_such_figures_and_another_rep_still_sees_no_goals(served: Office) -> None:
    assert "does for" not in hears(served.lee, "/pace scorecard @rita")
    assert "What you do" not in hears(served.rita, "/pace scorecard")
    assert "You don't see goals and pace of this team." in hears(served.sam, "/pace scorecard @rita")
