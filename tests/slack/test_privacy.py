"""Privacy: told from the gate's own table, so that it cannot say otherwise than what holds."""

import pytest

from bot.domain.gate import NO, SEES, YES, Record
from bot.slack.privacy import told
from tests.office import Office

READERS = {
    "leader": "your leader",
    "coach": "your coach",
    "team": "your team",
    "manager": "managers",
    "director": "directors",
    "channel": "the channel",
}


def test_every_record_of_the_gate_is_told_in_one_line(office: Office) -> None:
    answer = office.rita.types("/pace privacy", in_="wins")
    assert answer
    lines = [line for line in answer.plain.splitlines() if line.startswith("•")]
    assert len(lines) == len(SEES)
    for line, record in zip(lines, SEES.values(), strict=True):
        assert line.casefold().startswith(f"• {record.in_words}:".casefold())


@pytest.mark.parametrize("record", SEES.values(), ids=SEES.keys())
@pytest.mark.parametrize(("column", "reader"), READERS.items())
def test_a_reader_is_named_where_the_gate_lets_them_see(record: Record, column: str, reader: str) -> None:
    sight = getattr(record, column)
    line = told(record)
    assert (reader in line) == (sight is not NO)
    if isinstance(sight, str):
        assert f"({sight})" in line


@pytest.mark.parametrize("record", SEES.values(), ids=SEES.keys())
def test_a_condition_is_never_left_out(record: Record) -> None:
    free, *conditional = told(record).split(": ", 1)[1].split("; ")
    for column, reader in READERS.items():
        if isinstance(getattr(record, column), str):
            assert reader not in free or "(" in free
        elif getattr(record, column) is YES:
            assert reader in free or record.owner is not YES
    assert all("(" in part or part in ("nobody else.", "nobody else", "not you.") for part in conditional)


def test_goals_read_as_the_practice_says(office: Office) -> None:
    answer = office.rita.types("/pace privacy", in_="wins")
    assert answer
    assert (
        "• Goals and pace: you, your leader and your coach; your team (goals made public); "
        "managers and directors (team sums); nobody else."
    ) in answer.plain.splitlines()


def test_it_says_that_whoever_runs_the_server_can_read_the_database(office: Office) -> None:
    answer = office.rita.types("/pace privacy", in_="wins")
    assert answer
    assert "Whoever runs my server can read in its database everything that is stored unencrypted" in answer.plain
