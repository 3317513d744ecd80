"""What docs/commands.md shows to type, typed in its order: each line is understood, whatever comes of it."""

import re
from pathlib import Path

from tests.office import Office

COMMANDS = Path(__file__).parents[2] / "docs" / "commands.md"
NOT_UNDERSTOOD = re.compile(r"I know no `|I know no (setting|role) |which tells me no|Something went wrong")


def examples() -> list[str]:
    """Whole lines; `…` stands for words of one's own."""
    rows = re.findall(r"^\| (`/.+?) \|", COMMANDS.read_text("utf-8"), re.MULTILINE)
    return [line for row in rows for line in re.findall(r"`(/[^`…]+)`", row)]


def test_every_example_of_the_manual_is_understood(west: Office) -> None:
    assert len(examples()) > 150
    puzzling = {}
    for line in examples():
        before = west.lee.form
        answer = west.lee.types(line)
        assert answer or west.lee.form is not before, line
        if answer and NOT_UNDERSTOOD.search(answer.text):
            puzzling[line] = answer.plain
    assert not puzzling
