"""What goes wrong in a workspace: Slack says no, or a person looks for something that is not there."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """Slack refuses a call: its name for the error, the details it lists, and extra fields of the answer."""

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(f"{error}: {'; '.join(messages)}" if messages else error)
        self.error = error
        self.messages = list(messages)
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class NotVisible(LookupError):  # noqa: N818 — tests read it as a sentence
    """The person cannot see, and so cannot use, what the test asked for."""
