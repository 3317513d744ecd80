"""What Slack's Web API refuses."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


def refusal(call: Any, **arguments: Any) -> str:
    """The word with which the call is refused."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])
