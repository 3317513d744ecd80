"""What obstacles cost, as a leader asks for it."""

from tests.office import Office, Person


def types(person: Person, line: str) -> str:
    answer = person.types(line, in_="wins")
    assert answer is not None
    return answer.plain


def test_a_leader_reads_what_is_held_back_and_nobody_else(west: Office) -> None:
    types(west.rita, "/obstacle Legal: yes or no on clause 7 worth 48k by Friday")
    told = types(west.lee, "/obstacle costs")
    assert "1 open obstacle, holding back $48,000 in deals" in told
    assert "$48,000 in deals" in told
    assert "obstacles: 1 raised, 0 answered, 0 settled" in told
    assert "Only leaders of the team see this" in told
    assert "Only a leader of the team can" in types(west.rita, "/obstacle costs")


def test_an_amount_in_another_currency_is_told_beside_the_teams_own(west: Office) -> None:
    types(west.rita, "/obstacle Legal: clause 7 worth €48k by Friday")
    assert "1 open obstacle, holding back €48,000 in deals." in types(west.lee, "/obstacle costs")
    types(west.rita, "/obstacle Legal: clause 8 worth 7k by Friday")
    assert "holding back $7,000 and €48,000 in deals." in types(west.lee, "/obstacle costs")


def test_where_nothing_is_in_the_way_it_says_so(west: Office) -> None:
    assert "nothing is in the way now" in types(west.lee, "/obstacle costs")
