"""Plays the quarter and prints its table; `--write` puts it into docs/messages.md as well."""

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.attention import KEY, counted, markdown
from bot.db import Database
from bot.logs import configure
from bot.migrate import upgrade
from bot.vault import Vault

PAGE = Path(__file__).parent.parent.parent / "docs" / "messages.md"
MARKS = "<!-- attention: begin -->", "<!-- attention: end -->"


def main(arguments: list[str]) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/quarter.db"
        upgrade(url)
        database = Database(url, Vault([KEY]))
        table = markdown(counted(database))
        database.close()
    sys.stdout.write(f"{table}\n")
    if "--write" in arguments:
        text = PAGE.read_text("utf-8")
        before, rest = text.split(MARKS[0])
        _, after = rest.split(MARKS[1])
        PAGE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    configure(logging.ERROR)
    main(sys.argv[1:])
