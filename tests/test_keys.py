"""Keys: shown by fingerprint, made, and everything sealed anew under the first, whatever comes between."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import keys
from bot.__main__ import main
from bot.db import Database
from bot.domain import drafts
from bot.models import Draft, Person, PersonKind, Workspace
from bot.vault import Vault, fingerprint, new_key
from tests.office import BEGIN

OLD, NEW, LOST = new_key(), new_key(), new_key()
KIND = "coaching.form:1"
ROOT = Path(__file__).parents[1]


@pytest.fixture
def rita(database_url: str) -> Person:
    """Rita, with seven drafts under the old key and one under a key that is lost."""
    person = Person(
        workspace_id="T1", slack_id="U1", name="Rita", zone="UTC", kind=PersonKind.MEMBER, refreshed_at=BEGIN
    )
    for key, count in ((OLD, 7), (LOST, 1)):
        database = Database(database_url, Vault([key]))
        with database.writing() as session:
            if person.id is None:
                session.add(Workspace(id="T1", first_seen_at=BEGIN))
                session.flush()
                session.add(person)
                session.flush()
            for nth in range(count):
                drafts.keep(session, person, f"{KIND}{nth}", {"text": str(nth)}, now=BEGIN, is_secret=True)
        database.close()
    return person


def under(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return dict(keys.counts(session))


def test_everything_is_sealed_anew_and_still_opens(database_url: str, rita: Person) -> None:
    both = Vault([NEW, OLD])
    database = Database(database_url, both)
    done = keys.rotate(database, both, at_once=3)
    assert (done.resealed, done.unreadable) == (7, 1)
    assert under(database) == {fingerprint(NEW): 7, fingerprint(LOST): 1}
    database.close()
    database = Database(database_url, Vault([NEW]))
    with database.reading() as session:
        assert drafts.find(session, rita, f"{KIND}3") == {"text": "3"}
        assert drafts.find(session, rita, f"{KIND}0") == {}
        assert dict(keys.unopened(session)) == {fingerprint(LOST): 1}
    database.close()


def test_said_again_it_has_nothing_left_to_do(database_url: str, rita: Person) -> None:
    assert rita.id
    both = Vault([NEW, OLD])
    database = Database(database_url, both)
    keys.rotate(database, both)
    assert keys.rotate(database, both).resealed == 0
    database.close()


def test_interrupted_it_goes_on_with_what_is_left(
    database_url: str, rita: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rita.id
    both, one = Vault([NEW, OLD]), Vault([NEW, OLD])
    database = Database(database_url, both)
    calls = 0

    def until_the_fifth(sealed: str) -> str:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt
        return one.resealed(sealed)

    monkeypatch.setattr(both, "resealed", until_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        keys.rotate(database, both, at_once=2)
    assert under(database) == {fingerprint(NEW): 4, fingerprint(OLD): 3, fingerprint(LOST): 1}
    assert keys.rotate(database, one, at_once=2).resealed == 3
    database.close()


def test_every_table_with_something_sealed_has_one_id_to_walk_by() -> None:
    columns = keys.sealed_columns()
    assert {str(column) for column in columns} >= {
        "coaching_sessions.notes",
        "feedback.parts",
        Draft.__tablename__ + ".sealed",
    }
    assert {tuple(column.table.primary_key.columns.keys()) for column in columns} == {("id",)}


# ── the command line ─────────────────────────────────────────────────────────────────────────────────────


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["pacesetter", "keys", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_fails_meanwhile_is_one_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TABLE feedback")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONFIDENTIAL_KEYS", NEW)
    assert run(monkeypatch, "show") == 2
    told = "The database did not do it (OperationalError). Where it was out of reach, try again.\n"
    assert capsys.readouterr().err == told


def test_a_key_is_made_shown_and_rotated_to_without_being_told(
    database_url: str, rita: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert rita.id
    file = tmp_path / "mine.key"
    file.write_text(f"{OLD}\n{LOST}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONFIDENTIAL_KEY_FILE", str(file))
    assert run(monkeypatch, "new") == 0
    fresh = file.read_text().split()[0]
    assert run(monkeypatch, "rotate") == 0
    assert run(monkeypatch, "show") == 0
    told = capsys.readouterr().out
    assert f"8 pieces sealed anew under {fingerprint(fresh)}." in told
    assert f"{fingerprint(fresh)}  8 pieces, seals what is new" in told
    assert f"{fingerprint(OLD)}  0 pieces" in told
    assert not [key for key in (OLD, LOST, fresh) if key in told]


def test_typed_in_a_shell_it_finds_all_that_is_sealed_and_seals_it_anew(
    database_url: str, rita: Person, tmp_path: Path
) -> None:
    """In a process of its own, in which nothing but the command has imported anything."""
    assert rita.id
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONFIDENTIAL")}
    environment |= {"DATABASE_URL": database_url, "CONFIDENTIAL_KEYS": f"{NEW},{OLD},{LOST}", "PYTHONPATH": str(ROOT)}

    def typed(act: str) -> str:
        command = [sys.executable, "-m", "bot", "keys", act]
        return subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    assert f"{fingerprint(OLD)}  7 pieces" in typed("show")
    assert f"8 pieces sealed anew under {fingerprint(NEW)}." in typed("rotate")
    assert f"{fingerprint(NEW)}  8 pieces, seals what is new" in typed("show")


def test_where_the_keys_are_set_a_new_one_is_printed_to_be_set(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONFIDENTIAL_KEYS", OLD)
    assert run(monkeypatch, "new") == 0
    printed = capsys.readouterr().out.strip()
    assert Vault([printed]).fingerprints
    monkeypatch.setenv("CONFIDENTIAL_KEYS", LOST)
    database = Database(database_url, Vault([OLD]))
    with database.writing() as session:
        session.add(Workspace(id="T1", first_seen_at=BEGIN))
        session.execute(
            text(
                "INSERT INTO people (workspace_id, slack_id, name, zone, kind, has_left, refreshed_at) "
                "VALUES ('T1', 'U1', 'Rita', 'UTC', 'member', false, '2026-11-18 09:00:00')"
            )
        )
        person = session.get_one(Person, 1)
        drafts.keep(session, person, KIND, {"text": "it"}, now=BEGIN, is_secret=True)
    database.close()
    assert run(monkeypatch, "rotate") == 1
    assert "1 piece can't be read" in capsys.readouterr().err


def test_a_key_that_is_made_on_the_way_is_said_to_be_backed_up(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONFIDENTIAL_KEY_FILE", "mine.key")
    told = f"I made a key in {tmp_path / 'mine.key'}. Back it up: without it, what is confidential can't be read.\n"
    for once in (told, ""):
        assert run(monkeypatch, "show") == 0
        assert capsys.readouterr().err == once


@pytest.mark.parametrize("place", ["mine.key", "nowhere/mine.key"], ids=["no key", "no folder"])
def test_a_new_key_that_cannot_be_put_into_the_file_is_one_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.key").write_text("platypus\n")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONFIDENTIAL_KEY_FILE", place)
    for command in ("new", "show"):
        assert run(monkeypatch, command) == 1
        said = capsys.readouterr()
        assert said.err.startswith(f"{place} can't be ")
        assert (said.err.count("\n"), said.out) == (1, "")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("mine.key", "platypus\n")]


def test_an_empty_file_takes_a_new_key(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.key").touch()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CONFIDENTIAL_KEY_FILE", "mine.key")
    assert run(monkeypatch, "show") == 1
    assert capsys.readouterr().err == "mine.key holds no key; `python -m bot keys new` puts one into it.\n"
    assert run(monkeypatch, "new") == 0
    assert run(monkeypatch, "show") == 0
    assert "0 pieces, seals what is new" in capsys.readouterr().out
