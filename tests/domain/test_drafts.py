"""Drafts: kept for whoever began them, answered once, forgotten in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import insert_if_new
from bot.domain import drafts
from bot.errors import Refused
from bot.models import HandledRequest
from tests.domain.conftest import West
from tests.sales import NOW

TEXT = {"text": "48k Acme", "answers": {"amount": "0"}}


def test_a_draft_comes_back_as_it_was_kept(west: West) -> None:
    kept = drafts.keep(west.session, west.dana, "asked", TEXT, now=NOW)
    assert drafts.get(west.session, west.dana, kept.id) == TEXT
    assert drafts.find(west.session, west.dana, "asked") == TEXT


def test_a_draft_is_taken_once(west: West) -> None:
    kept = drafts.keep(west.session, west.dana, "asked", TEXT, now=NOW)
    assert drafts.take(west.session, west.dana, kept.id) == TEXT
    with pytest.raises(Refused, match="answered already"):
        drafts.take(west.session, west.dana, kept.id)


def test_a_draft_is_nobody_else_s(west: West) -> None:
    kept = drafts.keep(west.session, west.dana, "asked", TEXT, now=NOW)
    for reach in (drafts.get, drafts.take):
        with pytest.raises(Refused):
            reach(west.session, west.rita.person, kept.id)
    assert drafts.find(west.session, west.rita.person, "asked") == {}
    assert drafts.get(west.session, west.dana, kept.id) == TEXT


def test_replacing_keeps_the_newest_of_its_kind_and_leaves_the_others(west: West) -> None:
    drafts.keep(west.session, west.dana, "other", {"a": 1}, now=NOW)
    drafts.replace(west.session, west.dana, "form", {"a": 2}, now=NOW)
    drafts.replace(west.session, west.dana, "form", {"a": 3}, now=NOW)
    assert drafts.find(west.session, west.dana, "form") == {"a": 3}
    assert drafts.find(west.session, west.dana, "other") == {"a": 1}
    drafts.discard(west.session, west.dana, "form")
    assert drafts.find(west.session, west.dana, "form") == {}


def test_what_nobody_came_back_for_is_forgotten_after_thirty_days(west: West) -> None:
    drafts.keep(west.session, west.dana, "old", TEXT, now=NOW)
    drafts.keep(west.session, west.dana, "new", TEXT, now=NOW + timedelta(seconds=1))
    drafts.prune(west.session, now=NOW + timedelta(days=30, seconds=1))
    assert drafts.find(west.session, west.dana, "old") == {}
    assert drafts.find(west.session, west.dana, "new") == TEXT


def test_requests_are_remembered_for_as_long_as_slack_may_repeat_them(west: West) -> None:
    for key, days in (("old", 3), ("new", 1)):
        insert_if_new(west.session, HandledRequest, key=key, handled_at=NOW - timedelta(days=days))
    drafts.prune(west.session, now=NOW)
    assert list(west.session.scalars(select(HandledRequest.key))) == ["new"]
