"""The vault: what is confidential is sealed before it reaches the database, each value for one place only."""

import json
import os
import shutil
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

from bot.errors import Refused

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY_FILE = "pacesetter.key"
KEY_BYTES = 32
"""The length of a Fernet key."""
FINGERPRINT_LENGTH = 8
"""The first characters of a sealed value, which name its key."""
LOCKED = (
    "I have no key yet with which to keep this confidential, so I keep nothing of it. Whoever runs me sets "
    "CONFIDENTIAL_KEYS: `python -m bot keys new` makes one."
)
UNREADABLE = (
    "This note can't be read: its key ({fingerprint}…) is not among mine. Everything else works. Whoever runs me has "
    "it in a backup of CONFIDENTIAL_KEYS or of the key file, and `python -m bot doctor` says more."
)
MOVED = "This note can't be read: it was changed, or belongs to another place than the one where it stood."


class Unreadable(Refused):
    """One value that no key opens, or that was tampered with; everything else still works."""


class KeyFileError(Exception):
    """Why a key file cannot be used; the message never repeats anything of its contents."""


class Vault:
    """Keys: the first one seals, all of them open; without any, nothing can be sealed.

    `reread` returns the keys as they are now, for a value whose key was added since.
    """

    def __init__(self, keys: Sequence[str] = (), reread: Callable[[], Sequence[str]] | None = None) -> None:
        self._use(keys)
        self._reread = reread

    def _use(self, keys: Sequence[str]) -> None:
        self._by_fingerprint = {fingerprint(key): key for key in keys}

    @property
    def fingerprints(self) -> list[str]:
        """The fingerprints of all keys; the key that seals comes first."""
        return list(self._by_fingerprint)

    def seal(self, about: str, value: Any) -> str:
        """The sealed text for the database, with its key's fingerprint; it opens only for the same `about`."""
        if not self._by_fingerprint:
            raise Refused(LOCKED)
        name, key = next(iter(self._by_fingerprint.items()))
        inside = json.dumps({"about": about, "value": value}, ensure_ascii=False)
        return f"{name}:{_cipher(key).encrypt(inside.encode()).decode()}"

    def open(self, about: str, sealed: str) -> Any:
        inside = json.loads(self._decrypted(sealed))
        if inside["about"] != about:
            raise Unreadable(MOVED)
        return inside["value"]

    def resealed(self, sealed: str) -> str:
        """The same value, sealed with the first key."""
        name, key = next(iter(self._by_fingerprint.items()))
        return f"{name}:{_cipher(key).encrypt(self._decrypted(sealed)).decode()}"

    def _decrypted(self, sealed: str) -> bytes:
        from cryptography.fernet import InvalidToken

        name, _, token = sealed.partition(":")
        if name not in self._by_fingerprint and self._reread:
            with suppress(KeyFileError):  # one note is unreadable then, and whatever is shown beside it is not
                self._use(self._reread())
        if name not in self._by_fingerprint:
            raise Unreadable(UNREADABLE.format(fingerprint=name[:4]))
        try:
            return _cipher(self._by_fingerprint[name]).decrypt(token.encode())
        except InvalidToken:
            raise Unreadable(MOVED) from None


@cache
def _cipher(key: str) -> "Fernet":
    # Imported late: it takes seven megabytes, and most processes never seal or open anything.
    from cryptography.fernet import Fernet

    return Fernet(key)


def fingerprint(key: str) -> str:
    """Tells keys apart without giving them away."""
    return sha256(key.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def new_key() -> str:
    return urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def split_keys(text: str) -> list[str]:
    """The keys in a setting or a file, separated by commas or lines; ValueError if one of them is not a key."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    keys = [key for line in lines for key in line.replace(",", " ").split()]
    for key in keys:
        if len(urlsafe_b64decode(key)) != KEY_BYTES:
            raise ValueError(f"a Fernet key is {KEY_BYTES} bytes in base64")
    return list(dict.fromkeys(keys))


# ── the key file ─────────────────────────────────────────────────────────────────────────────────────────


def key_file(given: str, database_url: str) -> Path | None:
    """The file that is set, else one next to the SQLite file; None on PostgreSQL, which several machines may share."""
    if given:
        return Path(given)
    name, _, path = database_url.partition(":///")
    return Path(path).with_name(KEY_FILE) if name == "sqlite" and path else None


def open_vault(keys: str, file: Path | None) -> tuple[Vault, bool]:
    """The vault with the keys that are set, else with the file's, and whether the file was missing and made now."""
    if keys:
        return Vault(split_keys(keys)), False
    if file is None:
        return Vault(), False
    is_new = not file.exists() and _make(file)
    return Vault(read_keys(file), reread=lambda: read_keys(file)), is_new


def read_keys(file: Path) -> list[str]:
    with _telling(file, "read as a file of keys"):
        keys = split_keys(file.read_text("utf-8"))
    if not keys:
        raise KeyFileError(f"{file} holds no key; `python -m bot keys new` puts one into it")
    return keys


def add_key(file: Path, key: str) -> None:
    """Put a key first in the file, where all processes find it."""
    with _telling(file, "read as a file of keys"):
        before = file.read_text("utf-8") if file.exists() else ""
        split_keys(before)
    with _written(file, f"{key}\n{before}") as whole:
        if file.exists() and os.geteuid() == 0:  # an administrator adds it, and the bot still has to read the file
            shutil.chown(whole, file.stat().st_uid, file.stat().st_gid)
        os.replace(whole, file)


def _make(file: Path) -> bool:
    """Make the file with one key; False if somebody else made it at the same moment, whose file stays."""
    with _written(file, f"{new_key()}\n") as whole:
        try:
            os.link(whole, file)
        except FileExistsError:
            return False
    return True


@contextmanager
def _written(file: Path, text: str) -> Iterator[Path]:
    """A complete temporary file beside `file`, readable by its owner only, to put in its place; removed at the end."""
    with _telling(file, "written"):
        number, name = mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with open(number, "w", encoding="utf-8") as beside:
                beside.write(text)
                beside.flush()
                os.fsync(number)
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


@contextmanager
def _telling(file: Path, be_done: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{file} can't be {be_done} ({type(error).__name__})") from None
