"""The rules of the house that a machine can hold: directions, sizes, declared libraries, nothing from outside."""

import ast
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from importlinter import api as _configured  # noqa: F401  without it the linter has no printer and no parsers
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).parents[1]
LONGEST_FUNCTION = 60
# Bracketed, so that this file does not find itself.
PLACES = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.]org|(?<![\w.])[/](root|home|Users|work)[/]")


def only_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every connection and every look-up of a name that leaves this machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "", b"", "localhost", b"localhost") and not is_of_this_machine(host):
        raise PermissionError(f"tests run offline, and this one went to {host}")


def is_of_this_machine(host: str | bytes) -> bool:
    try:
        address = ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


# Every module is imported before the first test runs, so this holds for the whole session.
sys.addaudithook(only_this_machine)


@cache
def modules() -> dict[str, ast.Module]:
    paths = sorted((ROOT / "bot").rglob("*.py"))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


@cache
def declared(extra: str | None = None) -> set[str]:
    """Return the names of the libraries that pyproject.toml asks for, with those of one extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    return {canonical(requirement) for requirement in requirements}


def canonical(requirement: str) -> str:
    """Return the name in a requirement as package indexes compare it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert kept, capsys.readouterr().out


def test_every_module_opens_with_a_sentence() -> None:
    silent = [path for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert not silent, f"open these with a one-sentence docstring: {', '.join(silent)}"


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {lines} lines"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "split these:\n" + "\n".join(long)


def test_every_library_that_is_imported_is_declared() -> None:
    providers = packages_distributions()
    undeclared = {
        f"{name} ({path})"
        for path, tree in modules().items()
        for name in imported_names(tree) - sys.stdlib_module_names - {"bot"}
        if declared().isdisjoint(map(canonical, providers.get(name, [name])))
    }
    assert not undeclared, f"add to the dependencies in pyproject.toml: {', '.join(sorted(undeclared))}"


def imported_names(tree: ast.Module) -> set[str]:
    """Return the top-level names that a module imports from anywhere but beside itself."""
    names = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize(("lock", "extra"), [("requirements.txt", None), ("requirements-dev.txt", "dev")])
def test_the_lock_holds_what_is_declared_and_names_no_host(lock: str, extra: str | None) -> None:
    text = (ROOT / lock).read_text("utf-8")
    missing = declared(extra) - {canonical(line) for line in text.splitlines() if "==" in line}
    assert not missing, f"run make lock: {', '.join(sorted(missing))}"
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE), "options of one machine's pip"


def test_no_file_names_a_package_host_or_a_machine_path() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked_files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if PLACES.search(line)
    ]
    assert not found, "\n".join(found)


def tracked_files() -> list[Path]:
    """Return the files that git keeps or would keep."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout made with it")
    command = [git, "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if (path := ROOT / name).is_file()]


def test_a_test_that_goes_to_the_outside_is_refused() -> None:
    with pytest.raises(PermissionError, match="offline"):
        socket.create_connection(("198.51.100.1", 80), timeout=0.1)
    with pytest.raises(PermissionError, match="offline"):
        socket.getaddrinfo("slack.com", 443)
