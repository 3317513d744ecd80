"""Wins, as people log, celebrate and take them back."""

from tests.office import Office


def test_a_win_typed_in_one_line_is_confirmed_and_celebrated(west: Office) -> None:
    answer = west.rita.types("/win 48k Acme: annual plan because we brought the CFO in early", in_="wins")
    print(answer.plain)
    print(west.posted())
    assert 0
