"""`/pace team set`: a team's settings, each with its value and an example; a mistyped name gets the nearest one."""

from collections.abc import Callable
from dataclasses import dataclass

from babel.numbers import list_currencies
from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import digest, obstacles, preferences, teams
from bot.domain.preferences import TEAM
from bot.errors import Refused
from bot.models import Membership, Team
from bot.outbox import Rendered
from bot.slack import blocks, placing
from bot.slack.blocks import Mrkdwn, bold, channel, escape, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn


@dataclass(frozen=True)
class Place:
    """For a setting that is a channel: what another organisation would read there, and how a leader allows that."""

    read_there: str
    post: str


@dataclass(frozen=True)
class Setting:
    """One thing to set: `say` tells its value, `set` changes it, by the words typed or, for a channel, by its id."""

    about: str
    example: str
    say: Callable[[Session, Team], Mrkdwn]
    set: Callable[[Session, Membership, str], None]
    off: str = ""
    """Says what `off` does; empty if it can't be turned off."""
    place: Place | None = None


def handle_set(turn: Turn, words: str) -> None:
    """`/pace team set` shows all settings; with a name behind it that one; with a name and a value it sets it."""
    name, _, value = phrases.normalise(words).partition(" ")
    value = value.lstrip(" :=").removeprefix("to ").strip()
    if not name:
        turn.reply(_all(turn))
    elif not value:
        turn.reply(_one(turn, _called(name)))
    else:
        _set(turn, _called(name), value)


def _called(word: str) -> str:
    """The name of the setting, or Refused with the nearest one."""
    name = word.strip(" :=").casefold()
    if name in SETTINGS:
        return name
    nearest = phrases.nearest(name, SETTINGS)
    hint = f"Did you mean `/pace team set {nearest}`?" if nearest else "`/pace team set` alone shows all there are."
    raise Refused(f"I know no setting “{word[:40]}” of a team. {hint}")


# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────


def _all(turn: Turn) -> Rendered:
    with turn.reading() as session:
        by = turn.membership_for(session, "team.show")
        head = mrkdwn("How {team} is set; its leaders and managers can change it:", team=bold(by.team.name))
        lines = [_line(name, setting, setting.say(session, by.team)) for name, setting in SETTINGS.items()]
    return blocks.words(blocks.joined([head, *lines]))


def _one(turn: Turn, name: str) -> Rendered:
    setting = SETTINGS[name]
    with turn.reading() as session:
        by = turn.membership_for(session, "team.show")
        line = _line(name, setting, setting.say(session, by.team))
    off = mrkdwn("`/pace team set {name} off`: {off}", name=name, off=setting.off) if setting.off else None
    return blocks.words(blocks.joined([line, *([off] if off else [])]))


def _line(name: str, setting: Setting, value: Mrkdwn) -> Mrkdwn:
    template = "• *{name}*: {value}. {about}. `/pace team set {example}`"
    return mrkdwn(template, name=name, value=value, about=_sentence(setting.about), example=setting.example)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


# ── set ──────────────────────────────────────────────────────────────────────────────────────────────────


def _set(turn: Turn, name: str, value: str) -> None:
    """Set it, and say the value before and after."""
    setting = SETTINGS[name]
    value = _channel_id(turn, name, setting, setting.place, value) if setting.place else readable(value)
    with turn.writing() as session:
        by = turn.membership(session)
        before = setting.say(session, by.team)
        if name == "digest":  # this also plans anew when it comes next
            digest.set_hour(session, by, value, now=turn.now)
        else:
            setting.set(session, by, value)
        if name == "under":  # other leaders above may now be the ones to hear of them
            obstacles.look_again(session, by.team, now=turn.now)
        after = setting.say(session, by.team)
        if after == before:
            turn.only_asked()
    turn.reply(_change(name, by.team, before, after))


FOLLOWS = {
    "currency": " An amount without a currency is in {after} from now on, and totals count {after} alone: "
    "what was said in {before} stays so, beside them."
}
"""What else a change means, where its name doesn't say it."""


def _change(name: str, team: Team, before: Mrkdwn, after: Mrkdwn) -> Mrkdwn:
    about = {"team": bold(team.name), "name": name, "before": before, "after": after}
    if before == after:
        return mrkdwn("{team}, {name}: {after}, as it was.", **about)
    return mrkdwn("{team}, {name}: {before} → {after}." + FOLLOWS.get(name, ""), **about)


def _set_currency(session: Session, by: Membership, value: str) -> None:
    code = value.upper()
    if code not in list_currencies() and (nearest := phrases.nearest(value, map(str.lower, list_currencies()))):
        raise Refused(f"I know no currency “{value[:20]}”. Did you mean `/pace team set currency {nearest.upper()}`?")
    teams.set_currency(session, by, code)


def _set_zone(session: Session, by: Membership, value: str) -> None:
    teams.set_zone(session, by, _zone(value))


def _zone(words: str) -> str:
    """The zone of that name, or of the city of that name; Refused with the nearest."""
    said = words.replace(" ", "_").casefold()
    named = {name.casefold(): name for name in sorted(teams.zones())}
    of_city = {name.rpartition("/")[2]: zone for name, zone in reversed(named.items())}
    if zone := named.get(said) or of_city.get(said):
        return zone
    near = phrases.nearest(said, named) or phrases.nearest(said, of_city)
    hint = f"Did you mean `/pace team set zone {named.get(near) or of_city[near]}`?" if near else "Try `Europe/Berlin`."
    raise Refused(f"I know no time zone “{words[:40]}”. {hint}")


def _place_under(session: Session, by: Membership, value: str) -> None:
    if value.casefold() in teams.NO_TEAM:
        teams.place_under(session, by, None)
        return
    parent = teams.find_by_name(session, by.team.workspace_id, value)
    if parent is None:
        others = [team for team in teams.all_of(session, by.team.workspace_id) if team.id != by.team_id]
        nearest = phrases.nearest(value, (team.name.casefold() for team in others))
        hint = (
            f"Did you mean `/pace team set under {nearest}`?"
            if nearest
            else "`/pace team new North`, typed in its channel, makes one."
        )
        raise Refused(f"I know no team “{value[:60]}”. {hint}")
    teams.place_under(session, by, parent)


# ── channels ─────────────────────────────────────────────────────────────────────────────────────────────


def _channel_id(turn: Turn, name: str, setting: Setting, place: Place, value: str) -> str:
    """The channel's id, empty for `off`; asks Slack, so not to be called within a transaction."""
    if setting.off and value.casefold() in teams.NO_TEAM:
        return ""
    with turn.reading() as session:
        turn.membership_for(session, "team.set")
    here = f"`/invite @Pacesetter`, then `/pace team set {name} here`"
    return placing.entered(turn, value, read_there=place.read_there, post=place.post, here=here).id


def handle_share(turn: Turn) -> None:
    """A leader allows that another organisation reads there; then what was refused goes on by itself."""
    with turn.writing() as session:
        preferences.allow_shared(session, turn.membership(session), turn.said.value)


# ── what there is to set ─────────────────────────────────────────────────────────────────────────────────


def _preference(name: str) -> Setting:
    """A preference of a team as a setting."""
    kind = TEAM[name]

    def say(session: Session, team: Team) -> Mrkdwn:
        return escape(kind.say(preferences.of_team(session, team)[name]))

    def set_it(session: Session, by: Membership, words: str) -> None:
        preferences.set_for_team(session, by, name, words)

    return Setting(kind.about, kind.example, say, set_it, "turns it off" if kind.off is not None else "")


SETTINGS: dict[str, Setting] = {
    "name": Setting(
        "what the team is called",
        "name West Coast",
        lambda _, team: escape(team.name),
        teams.rename,
    ),
    "currency": Setting(
        "what the team counts in; amounts stay as they were said",
        "currency EUR",
        lambda _, team: escape(team.currency),
        _set_currency,
    ),
    "channel": Setting(
        "where the team lives and people join it; wins and the digest go along unless they have a channel of their own",
        "channel #west",
        lambda _, team: channel(team.channel_id),
        teams.set_channel,
        place=Place("what I post for you", "Post for us there"),
    ),
    "wins": Setting(
        "where wins and kudos are posted",
        "wins #bell",
        lambda _, team: channel(team.wins_channel_id),
        lambda session, by, channel_id: teams.set_wins_channel(session, by, channel_id or by.team.channel_id),
        "back to the team's own channel",
        Place("your wins", "Post our wins there"),
    ),
    "zone": Setting(
        "where the team's day begins and its quarter ends",
        "zone Europe/Berlin",
        lambda _, team: escape(team.zone),
        _set_zone,
    ),
    "under": Setting(
        "the team above, whose leaders see this one's sums",
        "under North",
        lambda _, team: bold(team.parent.name) if team.parent else Mrkdwn("nothing"),
        _place_under,
        "no team above",
    ),
    **{name: _preference(name) for name in TEAM},
}
