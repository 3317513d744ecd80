"""The settings, and the example that explains them."""

import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import DatabaseSettings, SettingsError, SocketSettings, WebSettings, load

EXAMPLE = Path(__file__).parents[1] / ".env.example"
FIELDS = {field.name: field for kind in (SocketSettings, WebSettings) for field in fields(kind)}
WRONG_SECRETS = [
    ("SLACK_BOT_TOKEN", "xapp-1-secret"),
    ("SLACK_SIGNING_SECRET", "short"),
    ("METRICS_TOKEN", "fifteen-letters"),
    ("SENTRY_DSN", "key@host"),
]
RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0123456789abcdef"}


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("SLACK_CLI_XOXB", "SLACK_CLI_XAPP"):
        monkeypatch.delenv(name, raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in (RIGHT | values).items():
        monkeypatch.setenv(name, value)


def entries() -> dict[str, tuple[str, str]]:
    """What the example says of each setting: the comment above it and its value."""
    found = re.findall(r"((?:^# .+\n)+)^#?([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    return {name: (re.sub(r"\n?# ", " ", comment).strip(), value) for comment, name, value in found}


def test_the_example_explains_every_setting_and_no_other() -> None:
    described = {name.upper(): field.metadata["description"] for name, field in FIELDS.items()}
    assert {name: comment.rstrip(".") for name, (comment, _) in entries().items()} == described


def test_the_example_shows_the_values_that_hold_when_nothing_is_set() -> None:
    for name, field in FIELDS.items():
        _, value = entries()[name.upper()]
        assert value == str(field.default)


def test_the_example_filled_in_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    text = EXAMPLE.read_text("utf-8")
    for name, value in RIGHT.items():
        text = text.replace(f"{name}=", f"{name}={value}")
    (tmp_path / ".env").write_text(text)
    assert load(WebSettings).slack_bot_token == RIGHT["SLACK_BOT_TOKEN"]


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_missing_setting_is_named_with_where_to_find_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_all(monkeypatch)
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=rf"^{name} is not set\. .+\.env\.example\.$"):
        load(WebSettings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-wrong-kind"),
        ("SLACK_BOT_TOKEN", "xoxb-…"),
        ("SLACK_BOT_TOKEN", "xoxb-of two"),
        ("SLACK_SIGNING_SECRET", "short"),
        ("SLACK_API_URL", "slack.com/api"),
        ("DATABASE_URL", "mysql://host/name"),
        ("SLACK_SIGNING_SECRET", "0123456789abcdef0123456789abcdef\n"),
        ("DATABASE_URL", "pacesetter.db"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://user:password@host:port/name"),
        ("COMMAND_PREFIX", "Has Spaces"),
        ("PORT", "no number"),
        ("PORT", "70000"),
        ("PORT", "0"),
        ("METRICS_TOKEN", "fifteen-letters"),
        ("METRICS_TOKEN", "sixteen letters, but spaces"),
        ("METRICS_PORT", "0"),
        ("SENTRY_DSN", "sentry.example.com"),
        ("SENTRY_DSN", "https://sentry.example.com/1"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_says_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    set_all(monkeypatch, **{name: value})
    with pytest.raises(SettingsError) as refusal:
        load(WebSettings)
    sentence = str(refusal.value)
    assert sentence.startswith(f"{name} is wrong: it should be ")
    assert "\n" not in sentence


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_of_settings_in_another_encoding_is_one_sentence(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_text("# für uns\nSLACK_BOT_TOKEN=xoxb-1\n", encoding)
    with pytest.raises(SettingsError, match=r"^\.env can't be read \(UnicodeDecodeError\)[^\n]+UTF-8\.$"):
        load(DatabaseSettings)


def test_a_sentry_without_its_package_is_a_sentence_that_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SENTRY_DSN="https://key@sentry.example.com/1")
    load(WebSettings)
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(SettingsError, match=r"^SENTRY_DSN is wrong: .+ `make install` brings it\."):
        load(WebSettings)


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{name}://user@host/name")
    assert load(DatabaseSettings).database_url == "postgresql+psycopg://user@host/name"


def test_an_empty_setting_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, PORT="")
    assert load(WebSettings).port == 3000


def test_the_address_of_the_web_api_needs_no_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SLACK_API_URL="http://127.0.0.1:1/api")
    assert load(WebSettings).slack_api_url == "http://127.0.0.1:1/api/"


@pytest.mark.parametrize(("name", "secret"), WRONG_SECRETS)
def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, secret: str) -> None:
    set_all(monkeypatch, **{name: secret})
    with pytest.raises(SettingsError) as refusal:
        load(WebSettings)
    assert secret not in str(refusal.value)


def test_secrets_do_not_show_in_a_printed_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    printed = repr(load(WebSettings))
    assert not any(secret in printed for secret in RIGHT.values())
