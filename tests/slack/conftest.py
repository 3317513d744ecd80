"""A talk with the bot, over HTTP and over Socket Mode."""

import pytest


@pytest.fixture(params=["http", pytest.param("socket", marks=pytest.mark.socket)])
def line(request: pytest.FixtureRequest) -> str:
    return str(request.param)
