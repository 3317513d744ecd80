"""`/pace settings`: how loud the bot is with one person, in a form or in words."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import attention, checkins, drafts, preferences
from bot.domain.preferences import OF_PERSON, PERSON, Preference
from bot.errors import Refused
from bot.slack import begun, blocks
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.turn import Turn

FORM = "settings.form"
ALWAYS = "What was promised to others always reaches you. Only you see these settings."


def handle_settings(turn: Turn) -> None:
    """`/pace settings` opens the form; a name behind it says how it is set; a value sets it."""
    name, _, words = phrases.normalise(turn.said.text).partition(" ")
    words = words.lstrip(" :=").removeprefix("to ")
    if not name:
        open_form(turn)
    elif not words:
        _say(turn, preferences.find_name(name))
    else:
        _set(turn, {preferences.find_name(name): words}, OF_PERSON)


def _say(turn: Turn, name: str) -> None:
    with turn.reading() as session:
        value = preferences.of_person(session, turn.person.id)[name]
    head = mrkdwn("*{name}*, {about}: `{value}`, {meaning}.", name=name, value=value, **_meaning(PERSON[name], value))
    others = [
        mrkdwn("• `/pace settings {name} {value}`: {meaning}", name=name, value=other, meaning=meaning)
        for other, meaning in PERSON[name].choices.items()
        if other != value
    ]
    turn.reply(blocks.joined([head, *(others or [Mrkdwn(preferences.ways(PERSON[name], OF_PERSON))])]))


def _meaning(preference: Preference, value: str) -> dict[str, str]:
    return {"about": preference.about, "meaning": preference.meaning(value)}


def _set(turn: Turn, wanted: Mapping[str, str], command: str = "") -> None:
    """Set them, and say back what it was and what it is."""
    with turn.writing() as session:
        before = preferences.of_person(session, turn.person.id)
        after = {
            name: preferences.set_for_person(session, turn.person, name, words, command)
            for name, words in wanted.items()
        }
        attention.reconsider(session, turn.person, now=turn.now)
        checkins.replan_person(session, turn.person, now=turn.now)
        drafts.discard(session, turn.person, FORM)
        if after.items() <= before.items():
            turn.only_asked()
    lines = [_change(name, before[name], value) for name, value in after.items() if value != before[name]]
    turn.reply(blocks.joined(lines) if lines else "Nothing changed: it was set so already.")


def _change(name: str, before: str, after: str) -> Mrkdwn:
    template = "*{name}*: {before} → {after}. From now on {meaning}."
    return mrkdwn(template, name=name, before=before, after=after, meaning=PERSON[name].meaning(after))


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────


def open_form(turn: Turn) -> None:
    """The form as it was left, or as things are set."""
    with turn.reading() as session:
        chosen = _as_it_is(session, turn) | drafts.find(session, turn.person, FORM)
    rows = [_field(name, preference, chosen[name]) for name, preference in PERSON.items()]
    rows.append(blocks.context(ALWAYS))
    turn.open(blocks.form(FORM, "How I talk to you", *rows, submit="Set it", metadata={"draft": FORM}))


def _as_it_is(session: Session, turn: Turn) -> dict[str, str]:
    return preferences.of_person(session, turn.person.id)


def _field(name: str, preference: Preference, chosen: str) -> Block:
    label = f"{preference.about[:1].upper()}{preference.about[1:]}"
    choices = [(f"{value}: {meaning}", value) for value, meaning in preference.choices.items()]
    if not choices:
        return blocks.text_field(name, label, chosen, hint=preferences.ways(preference))
    return blocks.choice_field(name, label, choices, chosen)


def handle_submission(turn: Turn) -> None:
    chosen = {name: value for name, value in turn.said.values.items() if name in PERSON and value}
    if not chosen:
        raise Refused("That form is from an earlier version of me. Type `/pace settings` to open a new one.")
    _set(turn, chosen)


VERBS = {"settings": handle_settings}
ACTIONS = {"settings.open": open_form}
VIEWS = {FORM: handle_submission}
CLOSED = {FORM: begun.keeping(as_it_is=_as_it_is)}
DRAFTS = {FORM: begun.way_back("settings.open", "Finish your settings")}
HELP = {
    "settings": (
        "*Turn me down*, or up: `/pace settings` opens a form.",
        "`/pace settings wins quiet` · `/pace settings dms 1 a day` · `/pace settings notices`",
    ),
}
