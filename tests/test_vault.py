"""The vault: what is sealed opens for its own place alone, whatever becomes of the keys."""

import errno
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.vault import (
    LOCKED,
    KeyFileError,
    Unreadable,
    Vault,
    add_key,
    fingerprint,
    key_file,
    new_key,
    open_vault,
    read_keys,
    split_keys,
)

OLD, NEW = new_key(), new_key()
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(words)
def test_what_is_sealed_opens_as_it_was_and_shows_nothing_of_itself(text: str) -> None:
    sealed = Vault([OLD]).seal("note:1", {"text": text})
    assert Vault([NEW, OLD]).open("note:1", sealed) == {"text": text}
    assert sealed.startswith(fingerprint(OLD))
    assert len(text) < 8 or text not in sealed


def test_it_opens_in_no_other_place() -> None:
    vault = Vault([OLD])
    with pytest.raises(Unreadable, match="another place"):
        vault.open("note:2", vault.seal("note:1", "platypus"))


def test_it_does_not_open_once_it_was_tampered_with() -> None:
    vault = Vault([OLD])
    sealed = vault.seal("note:1", "platypus")
    with pytest.raises(Unreadable, match="was changed"):
        vault.open("note:1", sealed[:-6] + "AAAAA=")


def test_a_key_that_is_missing_is_named_by_its_fingerprint() -> None:
    with pytest.raises(Unreadable, match=rf"its key \({fingerprint(OLD)[:4]}…\) is not among mine"):
        Vault([NEW]).open("note:1", Vault([OLD]).seal("note:1", "platypus"))


def test_without_a_key_nothing_is_kept() -> None:
    with pytest.raises(Refused) as refusal:
        Vault().seal("note:1", "platypus")
    assert refusal.value.message == LOCKED


def test_what_is_sealed_anew_opens_with_the_first_key() -> None:
    resealed = Vault([NEW, OLD]).resealed(Vault([OLD]).seal("note:1", "platypus"))
    assert Vault([NEW]).open("note:1", resealed) == "platypus"


# ── the key file ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_fresh_install_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "pacesetter.key"
    vault, is_new = open_vault("", file)
    assert is_new
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    again, is_new = open_vault("", file)
    assert not is_new
    assert again.open("note:1", vault.seal("note:1", "platypus")) == "platypus"
    assert [path.name for path in tmp_path.iterdir()] == ["pacesetter.key"]


def test_many_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    file = tmp_path / "pacesetter.key"
    with ThreadPoolExecutor(16) as processes:
        opened = list(processes.map(lambda _: open_vault("", file), range(16)))
    assert len({tuple(vault.fingerprints) for vault, _ in opened}) == 1
    assert sum(is_new for _, is_new in opened) == 1


def test_a_key_added_to_the_file_opens_for_who_runs_already(tmp_path: Path) -> None:
    file = tmp_path / "pacesetter.key"
    running, _ = open_vault("", file)
    add_key(file, NEW)
    other, _ = open_vault("", file)
    assert other.fingerprints[0] == fingerprint(NEW)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert running.open("note:1", other.seal("note:1", "platypus")) == "platypus"


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator can give a file away")
def test_a_key_that_an_administrator_adds_is_one_that_the_bot_can_read(tmp_path: Path) -> None:
    file = tmp_path / "pacesetter.key"
    file.write_text(f"{OLD}\n")
    os.chown(file, 65534, 65534)
    add_key(file, NEW)
    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)
    assert read_keys(file) == [NEW, OLD]


def test_while_the_file_cannot_be_read_a_value_of_an_unknown_key_is_unreadable_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "pacesetter.key"
    running, _ = open_vault("", file)
    mine, foreign = running.seal("note:1", "platypus"), Vault([NEW]).seal("note:2", "platypus")
    file.unlink()
    with pytest.raises(Unreadable):
        running.open("note:2", foreign)
    assert running.open("note:1", mine) == "platypus"


def test_keys_that_are_set_go_before_the_file_which_is_not_made(tmp_path: Path) -> None:
    vault, is_new = open_vault(f"{NEW}, {OLD}", tmp_path / "pacesetter.key")
    assert (vault.fingerprints, is_new) == ([fingerprint(NEW), fingerprint(OLD)], False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given_file", "url", "expected"),
    [
        ("", "sqlite:///data/pacesetter.db", Path("data/pacesetter.key")),
        ("", "sqlite:////var/lib/p.db", Path("/var/lib/pacesetter.key")),
        ("", "postgresql+psycopg://user@host/name", None),
        ("k/mine.key", "postgresql+psycopg://user@host/name", Path("k/mine.key")),
    ],
)
def test_the_file_lies_beside_a_sqlite_file_and_nowhere_unasked(
    given_file: str, url: str, expected: Path | None
) -> None:
    assert key_file(given_file, url) == expected


def test_a_file_may_say_what_it_is_and_holds_a_key_once(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"# the keys\n{NEW}\n\n{OLD}, {NEW}\n")
    assert read_keys(file) == [NEW, OLD]


@pytest.mark.parametrize(
    "text", ["", "# the keys\n", "platypus", f"{OLD[:-8]}\n"], ids=["empty", "head", "word", "cut"]
)
def test_a_file_without_a_whole_key_is_said_and_stays_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pacesetter.key"
    file.write_text(text)
    with pytest.raises(KeyFileError, match=rf"^{file} ") as mistake:
        open_vault("", file)
    assert OLD[:-8] not in str(mistake.value)
    assert file.read_text() == text


@pytest.mark.parametrize(
    "act", [lambda file: open_vault("", file), lambda file: add_key(file, NEW)], ids=["make", "add"]
)
def test_a_key_for_which_there_is_no_room_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], object]
) -> None:
    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(KeyFileError, match=r"pacesetter\.key can't be written \(OSError\)$"):
        act(tmp_path / "pacesetter.key")
    assert not list(tmp_path.iterdir())


def test_what_is_no_key_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Fernet key"):
        split_keys("platypus")
