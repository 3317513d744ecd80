"""Tests stand on their own, whatever one of them leaves behind."""

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.models import HandledRequest
from tests.office import HandClock


@pytest.mark.parametrize("key", ["first", "second"])
def test_a_test_finds_nothing_of_another_that_left_its_database_open(database_url: str, key: str) -> None:
    with Database(database_url).writing() as session:
        assert session.scalar(select(func.count()).select_from(HandledRequest)) == 0
        session.add(HandledRequest(key=key, handled_at=HandClock().now()))
