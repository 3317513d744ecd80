"""What obstacles cost, as a leader asks for it."""

from tests.office import Office
from tests.slack.talk import hears


def test_a_leader_reads_what_is_held_back_and_nobody_else(west: Office) -> None:
    hears(west.rita, "/obstacle Legal: yes or no on clause 7 worth 48k by Friday")
    told = hears(west.lee, "/obstacle costs")
    assert "1 open obstacle, holding back $48,000 in deals" in told
    assert "$48,000 in deals" in told
    assert "obstacles: 1 raised, 0 answered, 0 settled" in told
    assert "Only leaders of the team see this" in told
    assert "Only a leader of the team can" in hears(west.rita, "/obstacle costs")


def test_an_amount_in_another_currency_is_told_beside_the_teams_own(west: Office) -> None:
    hears(west.rita, "/obstacle Legal: clause 7 worth €48k by Friday")
    assert "1 open obstacle, holding back €48,000 in deals." in hears(west.lee, "/obstacle costs")
    hears(west.rita, "/obstacle Legal: clause 8 worth 7k by Friday")
    assert "holding back $7,000 and €48,000 in deals." in hears(west.lee, "/obstacle costs")


def test_where_nothing_is_in_the_way_it_says_so(west: Office) -> None:
    assert "nothing is in the way now" in hears(west.lee, "/obstacle costs")
