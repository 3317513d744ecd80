"""A Slack status: whether it says that somebody is away from work, and today."""

import re

from bot.phrases.text import BLANK, mask, normalise

_EMOJI = frozenset(
    (":palm_tree:", ":desert_island:", ":beach_with_umbrella:", ":face_with_thermometer:", ":mask:", ":face_vomiting:")
)
_SAYS = re.compile(
    r"""
    (?:(?:i'm|i\ am|currently|away|out)[\s:,-]+)?
    (?:
        (?:on\s+)?(?:vacation(?:ing)?|holidays?)
        | on\ (?:(?:annual|parental|maternity|paternity|sick|medical|family)\s+)?leave
        | (?:annual|parental|maternity|paternity|sick|medical|family)\ leave
        | (?:on\s+)?pto | ooo | out\ of\ (?:the\ )?office | (?:off\ )?sick(?:\ day)? | day\ off | off\ (?:work|today)
    )
    (?P<rest>.*)
    """,
    re.VERBOSE | re.DOTALL,
)
# What may follow the word: with anything else the status is about something else, as "holiday sale push".
_GOES_ON = re.compile(
    r"(?:\W*$|\s*[-,.;:!(/|&+]|\s+(?:until|till?|thr(?:ough|u)|to|today|this|now|back|returning|at|with|and|mode|in)\b)"
)
_NOT_NOW = re.compile(
    r"\b(?:soon|tomorrow|next|from|starts?|starting|begins?|days? to|in (?:\d+|an?|one|two|three) \w+"
    r"|working|remote(?:ly)?|cover(?:ing)?|until (?:my )?(?:vacation|holidays?|pto))\b"
)
_UNTIL = re.compile(r"\b(?:until|till?|thr(?:ough|u)|back|returning)(?: on)? (?:tomorrow|next)\b")
_BACK = re.compile(r"(?:away|off|out|back|returning|until|till?|gone)\b(?! from)")


def says_away(text: str, emoji: str) -> bool:
    """Whether it says away for all of today: by a word at its beginning, or by an emoji that no word contradicts."""
    said = mask(normalise(text)).replace(BLANK, " ").casefold().strip()
    if _NOT_NOW.search(_UNTIL.sub("", said)):
        return False
    found = _SAYS.match(said)
    if found and _GOES_ON.match(found["rest"]):
        return True
    return emoji in _EMOJI and (not said or _BACK.match(said) is not None)
