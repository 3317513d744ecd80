"""A team made in three screens: what it is, who is in it, and a last look before it is made."""

from typing import Any

from sqlalchemy.orm import Session

from bot import words
from bot.domain import checkins, drafts, gate, preferences, teams
from bot.domain.checkins import templates
from bot.errors import Refused
from bot.models import Membership, Person, Role
from bot.slack import begun, blocks, people
from bot.slack.blocks import Block, bold, mrkdwn
from bot.slack.people import Channel
from bot.slack.said import readable
from bot.slack.teams import founding, messages
from bot.slack.turn import Turn

FIRST, SECOND, PREVIEW = "team.form.name", "team.form.people", "team.form.preview"
KEPT = "team.form"
MOST_NAMED = 20
NOTHING_MADE = "Nothing was made, and what you entered is kept: `/pace team new` shows it again."
Fields = dict[str, Any]
"""What was entered, by the names of the fields, kept as a draft: up to 300 people are more than a form can carry.

`shared` is set if somebody said that another organisation may read the team's wins.
"""
ROLES = {"reps": Role.REP, "leaders": Role.LEADER, "managers": Role.MANAGER}
PEOPLE = (*ROLES, "coaches", "coached")
Known = dict[str, Person]


# ── the first screen ─────────────────────────────────────────────────────────────────────────────────────


def open_first(turn: Turn) -> None:
    """`/pace team new`: the first screen, as it was left."""
    turn.admit()
    channel = people.get_channel(turn.client, turn.said.channel_id or "")
    fields = begun.entered(turn, _kind(turn))
    if channel.is_shared and not fields.get("shared"):
        founding.ask(turn, channel, "")
        return
    with turn.reading() as session:
        teams.check_free(session, turn.said.workspace_id, channel.id)
    place = mrkdwn("The team lives in {channel}, and you lead it.", channel=blocks.channel(channel.id))
    name, currency = fields.get("name") or founding.named_after(channel), fields.get("currency") or "USD"
    turn.open(
        blocks.form(
            FIRST,
            "Make a team",
            blocks.section(place),
            blocks.text_field("name", "Name", name, longest=teams.LONGEST_NAME),
            blocks.text_field("currency", "Currency", currency, hint="Three letters, such as EUR.", longest=3),
            submit="Next: people",
        )
    )


def handle_found_shared(turn: Turn) -> None:
    """A click on "Make it here all the same": at once if the value is a name, else in the form."""
    turn.admit()
    if turn.said.value:
        channel = people.get_channel(turn.client, turn.said.channel_id or "")
        founding.found(turn, channel, turn.said.value)
    else:
        begun.keep_screen(turn, _kind(turn), {"shared": True})
        open_first(turn)


def handle_finish(turn: Turn) -> None:
    """A click on "Finish your team", on Home as well: the form of the channel where it was begun."""
    turn.said.channel_id = turn.said.value
    open_first(turn)


def handle_first(turn: Turn) -> None:
    said = turn.said.values
    with turn.reading() as session:
        name = teams.checked_name(session, turn.said.workspace_id, readable(said.get("name") or ""))
    currency = teams.checked_currency(said.get("currency") or "")
    fields = begun.keep_screen(turn, _kind(turn), {"name": name, "currency": currency})
    turn.push(
        blocks.form(
            SECOND,
            "Who is in it?",
            blocks.people_field("reps", "They sell, as you do", fields.get("reps") or []),
            blocks.people_field("leaders", "They lead it beside you", fields.get("leaders") or []),
            blocks.people_field(
                "managers",
                "They run it",
                fields.get("managers") or [],
                hint="Who is in the team, and its settings; no coaching notes.",
            ),
            blocks.people_field("coaches", "They coach", fields.get("coaches") or []),
            blocks.people_field("coached", "… these of those who sell", fields.get("coached") or []),
            submit="Next: a look at it",
        )
    )


# ── the second ───────────────────────────────────────────────────────────────────────────────────────────


def handle_second(turn: Turn) -> None:
    fields = begun.keep_screen(turn, _kind(turn), {name: turn.said.values.get(name) or [] for name in PEOPLE})
    _check_begun(fields)
    known = _known(turn, fields)
    _check(turn.person, fields, known)
    turn.push(blocks.form(PREVIEW, "A look at it", *_preview(turn, fields, known), submit="Make the team"))


def _known(turn: Turn, fields: Fields) -> Known:
    return turn.people({who for name in PEOPLE for who in fields[name]})


def _check_begun(fields: Fields) -> None:
    """Refuse if what was entered on the first screen is gone: the team was made elsewhere, or the draft is too old."""
    if "name" not in fields:
        raise Refused("What was entered on the first screen is gone. `/pace team new` begins anew.", field="reps")


def _check(founder: Person, fields: Fields, known: Known) -> None:
    for name in PEOPLE:
        for who in fields[name]:
            gate.admit(known[who], field=name)
    if fields["coaches"] and not fields["coached"]:
        raise Refused("Whom do they coach? Name somebody who sells.", field="coached")
    if fields["coached"] and not fields["coaches"]:
        raise Refused("Who coaches them?", field="coaches")
    strangers = [who for who in fields["coached"] if who not in fields["reps"] and known[who].id != founder.id]
    if strangers:
        names = words.listed([known[who].name for who in strangers])
        raise Refused(f"{names}: not among those who sell. Add them there as well.", field="coached")
    if themselves := [who for who in fields["coaches"] if who in fields["coached"]]:
        raise Refused(f"{known[themselves[0]].name} can't coach themselves.", field="coaches")


# ── the third ────────────────────────────────────────────────────────────────────────────────────────────


def _preview(turn: Turn, fields: Fields, known: Known) -> list[Block]:
    named = {field: _names(turn, known, fields[field]) for field in PEOPLE}
    lines = [
        mrkdwn(
            "{name}, in {currency}, on {zone}",
            name=bold(fields["name"]),
            currency=fields["currency"],
            zone=words.zone(turn.person.zone),
        ),
        mrkdwn("• Leaders: {names}", names=_listed(["you", *named["leaders"]])),
        mrkdwn("• Reps: {names}", names=_listed(["you", *named["reps"]])),
    ]
    if named["managers"]:
        lines.append(mrkdwn("• Managers: {names}", names=_listed(named["managers"])))
    if fields["coaches"]:
        coaches, coached = ([known[who].name for who in fields[field]] for field in ("coaches", "coached"))
        lines.append(mrkdwn("• Coaches: {names}, of {reps}", names=_listed(coaches), reps=_listed(coached)))
    lines.append(mrkdwn("• Check-ins, by each one's own clock: {asked}", asked=_asked()))
    change = "Everything can be changed later: `/pace team set` shows what, `/checkin list` what I ask."
    later = blocks.context(blocks.Mrkdwn(change))
    return [blocks.section(blocks.joined(lines)), *(_told(turn, fields) if any(named.values()) else []), later]


def _asked() -> str:
    """The check-ins that come with a team: "Monday plan at 9:00"."""
    return words.listed([f"{facts.title} at {words.clock(facts.at)}" for facts in templates.ready()])


def _names(turn: Turn, known: Known, slack_ids: list[str]) -> list[str]:
    """The names of these people, without the speaker's."""
    return [known[who].name for who in slack_ids if who != turn.said.user_id]


def _listed(names: list[str]) -> str:
    return words.listed(names, most=MOST_NAMED)


def _told(turn: Turn, fields: Fields) -> list[Block]:
    """What those who are added will hear."""
    channel = blocks.channel(turn.said.channel_id or "")
    rhythm = messages.rhythm([facts.weekdays for facts in templates.ready()])
    team = bold(fields["name"])
    welcome = mrkdwn(messages.WELCOME, by=turn.person.name, team=team, channel=channel, rhythm=rhythm)
    return [blocks.divider(), blocks.section("Each of them hears this from me:"), blocks.context(welcome)]


def handle_preview(turn: Turn) -> None:
    """Make the team, entirely or not at all. A refusal is a message, as this screen has no field to show it at."""
    turn.admit()
    fields = begun.entered(turn, _kind(turn))
    try:
        answer = _make(turn, fields)
    except Refused as refusal:
        answer = blocks.escape(f"{refusal.message} {NOTHING_MADE if fields else ''}".strip())
    turn.close_all()
    turn.reply(answer)


def _make(turn: Turn, fields: Fields) -> blocks.Mrkdwn:
    if not fields:
        with turn.keeping():  # a click that Slack delivered twice is found here: the first one made the team
            _check_begun(fields)
    known = _known(turn, fields)
    channel = _entered(turn, fields)
    with turn.writing() as session:
        by = teams.found(session, turn.person, fields["name"], channel.id, now=turn.now)
        teams.set_currency(session, by, fields["currency"])
        if channel.is_shared:
            preferences.allow_shared(session, by, channel.id)
        _add_people(session, turn, by, fields, known)
        templates.make_ready(session, by.team, now=turn.now)
        checkins.replan_team(session, by.team, now=turn.now)
        drafts.discard(session, turn.person, _kind(turn))
    return founding.made(by.team.name, channel)


def _entered(turn: Turn, fields: Fields) -> Channel:
    """The channel, after the bot has entered it."""
    channel = people.get_channel(turn.client, turn.said.channel_id or "")
    if channel.is_shared and not fields.get("shared"):
        raise Refused(founding.SHARED.format(channel=channel.name))
    people.enter(turn.client, channel)
    return channel


def _add_people(session: Session, turn: Turn, by: Membership, fields: Fields, known: Known) -> None:
    for name, role in ROLES.items():
        others = [known[who] for who in fields[name] if who != turn.said.user_id]
        teams.add_all(session, by, others, (role,), now=turn.now)
    for coach in fields["coaches"]:
        teams.add_coach(session, by, known[coach], [known[who] for who in fields["coached"]], now=turn.now)


# ── what was entered ─────────────────────────────────────────────────────────────────────────────────────


def handle_closed(turn: Turn) -> None:
    """The form was closed: its contents come back with the next opening."""
    if entered := {name: value for name, value in turn.said.values.items() if value is not None}:
        begun.keep_screen(turn, _kind(turn), entered)


def _kind(turn: Turn) -> str:
    return f"{KEPT}:{turn.said.channel_id}"
