"""How often the bot writes to people unasked: a quarter in the life of a team of twelve, at defaults.

`python -m benchmarks.attention` plays it and prints the table; `--write` puts it into docs/messages.md as well. What
happens, when it is due, what waits and what is told as one is decided by the bot's own code; only Slack is missing.
"""

from benchmarks.attention.counts import MOST_A_DAY, MOST_A_WEEK, Counts, counted, markdown
from benchmarks.attention.quarter import WEEKS

KEY = "a2V5LW9mLXRoZS1iZW5jaG1hcmtzLTAxMjM0NTY3ODk="
"""Encrypts what is confidential in it."""

__all__ = ["KEY", "MOST_A_DAY", "MOST_A_WEEK", "WEEKS", "Counts", "counted", "markdown"]
