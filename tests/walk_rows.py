"""Where the walk goes: a row for each way to an entry of the pages' tables, and the cards of App Home.

A row says how somebody comes there and which act of the gate that is; who may is derived from the gate. A new entry
needs a row here.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain.gate import Who, sees
from bot.sandbox.person import Person as Client
from bot.sandbox.shapes import user_json
from bot.sandbox.views import View
from tests.walk import Row, Saying, World, says

OWNER, EVERYBODY = frozenset({Who.OWNER}), frozenset({Who.ANYONE})
TOLD_OF: frozenset[Who] = frozenset()
"""Whoever it is: they do nothing, Slack tells of them."""
MEMBERS = "win.record"
READERS = frozenset(who for who in Who if sees("shared", frozenset({who})))
"""Of what is shared in a team."""
WIN = {"amount": "5k", "title": "a support plan"}
ALPHA = {"name": "Alpha", "currency": "EUR", "reps": [], "leaders": [], "managers": [], "coaches": [], "coached": []}
THANKS = Row("commands", "/kudos", "kudos.give")
NEW_WIN = Row("commands", "/win", MEMBERS)
SETTINGS = Row("verbs", "settings", "preference.set", about="to_oneself")
NEW_TEAM = Row("verbs", "team", "team.found", says("new"), place="bare")


def _correction(world: World) -> View:
    win = world.win()
    return world.form(Row("actions", "win.edit", "win.amend", says(str(win.id))), **WIN)


def _kudos_form(world: World) -> View:
    return world.form(THANKS, recipients=[world.clients["mia"].id], reason="the demo")


def _undoing(world: World, client: Client) -> str:
    world.win_of(client.handle)
    return ""


def _people_form(world: World) -> View:
    """The second screen, everybody being as far."""
    world.form(NEW_TEAM, name="Alpha")
    world.everybody_began(f"team.form:{world.bare.id}", ALPHA)
    return _next_screen(world)


def _preview(world: World) -> View:
    """The third screen, which makes what everybody entered in the two before."""
    _people_form(world)
    return _next_screen(world)


def _next_screen(world: World) -> View:
    rita = world.clients["rita"]
    assert rita.submits()
    assert rita.form
    return rita.form


def _leaderless(world: World, _: Client) -> str:
    world.loses_its_leaders()
    return f"add {world.mention('ned')} as leader"


def _mentioning(handle: str, template: str) -> Saying:
    return lambda world, _: template.format(world.mention(handle))


def _number(template: str) -> Saying:
    return lambda world, _: template.format(world.win().number)


def _asked(line: str, action: str) -> Saying:
    def said(world: World, _: Client) -> str:
        world.win_of("rita", 1000_00)
        return world.asked(line, action)

    return said


def _coaching(world: World, _: Client) -> str:
    return f"add {world.mention('newbie')} as coach of {world.mention('ned')}"


def _alike(world: World, _: Client) -> str:
    """Two accounts of West that may be one."""
    world.clients["rita"].types("/win 1k Hooli: a deal", in_="wins")
    return world.asked("/win 1k Hooli Inc: a deal", "win.same_account")


def _thanking(world: World, _: Client) -> str:
    return f"{world.mention('mia')} for the demo"


def rows() -> Iterator[Row]:
    yield from _wins()
    yield from _teams()
    yield from _kudos()
    yield from _oneself()


def _wins() -> Iterator[Row]:
    yield Row("commands", "/win", MEMBERS, says("48k Acme: annual plan"))
    yield Row("commands", "/win", READERS, says("list"))
    yield Row("commands", "/win", READERS, says("list West"), about="in_west")
    yield Row("commands", "/win", "win.amend", _number("edit {} 52k Acme: annual plan"), about="in_west")
    yield Row("commands", "/win", "win.reverse", _number("reverse {}"), about="in_west")
    yield NEW_WIN
    yield Row("verbs", "win", MEMBERS, says("48k Acme: annual plan"))
    yield Row("verbs", "undo", MEMBERS, _undoing)
    yield Row("actions", "win.amount", OWNER, _asked("/win 48.000 Acme", "win.amount"), about="in_west")
    yield Row("actions", "win.day", OWNER, _asked("/win 5k Acme on 5/6", "win.day"), about="in_west")
    yield Row("actions", "win.helper", OWNER, _asked("/win 5k Acme with Sam", "win.helper"), about="in_west")
    yield Row("actions", "win.sure", OWNER, _asked("/win 90k Acme", "win.sure"), about="in_west")
    yield Row("actions", "win.same_account", "account.merge", _alike, about="in_west")
    yield Row("actions", "win.revise", OWNER, _asked("/win 90k Acme", "win.revise"), about="in_west")
    yield Row("actions", "win.edit", "win.amend", lambda world, _: str(world.win().id), about="in_west")
    yield Row("actions", "win.undo", "win.undo", lambda world, _: str(world.win().id), about="in_west")
    yield Row("actions", "win.reverse", "win.reverse", lambda world, _: str(world.win().id), about="in_west")
    yield Row("actions", "win.more", READERS, lambda world, _: f"month:0:{world.team('West').id}", about="in_west")
    yield Row("actions", "win.new", MEMBERS)
    yield Row("views", "win.form", MEMBERS, view=lambda world: world.form(NEW_WIN, **WIN, owner=None))
    yield Row("views", "win.form", "win.amend", view=_correction, about="in_west")
    yield Row("closed", "win.form", EVERYBODY, view=lambda world: world.form(NEW_WIN, **WIN))
    yield Row("shortcuts", "win.new", MEMBERS, says("global"))
    yield Row("shortcuts", "win.message", MEMBERS, says("message"))


def _teams() -> Iterator[Row]:
    yield Row("verbs", "team", "team.show", says("show"))
    yield Row("verbs", "team", "team.found", says("new Alpha"), place="bare")
    yield Row("verbs", "team", "team.show", says("show West"), about="in_west")
    yield NEW_TEAM
    yield Row("verbs", "team", "team.found", says("form"), place="bare")
    yield Row("verbs", "team", "team.join", says("join"))
    yield Row("verbs", "team", "team.leave", says("leave"))
    yield Row("verbs", "team", "team.add", _mentioning("newbie", "add {}"))
    yield Row("verbs", "team", "team.add", _coaching)
    yield Row("verbs", "team", "team.appoint", _mentioning("newbie", "add {} as leader"))
    yield Row("verbs", "team", "team.appoint", _mentioning("ned", "add {} as manager"))
    yield Row("verbs", "team", "team.rescue", _leaderless)
    yield Row("verbs", "team", "team.add", _mentioning("ned", "remove {}"))
    yield Row("verbs", "team", "team.add", _mentioning("ned", "remove {} as rep"))
    yield Row("verbs", "team", "team.add", _mentioning("ned", "remove {} as coach"))
    yield Row("verbs", "team", "team.appoint", _mentioning("lena", "remove {}"))
    yield Row("verbs", "team", "team.appoint", _mentioning("lena", "remove {} as leader"))
    yield Row("verbs", "team", "team.show", says("set"))
    yield Row("verbs", "team", "team.show", says("set undo"))
    yield Row("verbs", "team", "team.set", says("set undo 30 minutes"))
    yield Row("verbs", "team", "team.set", says("set currency EUR"))
    yield Row("verbs", "team", "team.set", says("set zone Asia/Tokyo"))
    yield Row("verbs", "team", "team.set", says("set wins here"))
    yield Row("verbs", "team", "team.place", says("set under nothing"))
    yield Row("actions", "team.found", "team.found", place="bare")
    yield Row("actions", "team.found_shared", "team.found", says("Alpha"), place="bare")
    yield Row("actions", "team.found_shared", "team.found", place="bare")
    yield Row("actions", "team.form", "team.found", lambda world, _: world.bare.id, place="bare")
    yield Row("actions", "team.join", "team.join")
    yield Row("actions", "team.more", "team.show", lambda world, _: f"{world.team('West').id}:0", about="in_west")
    yield Row("actions", "team.share", "team.share", says("C1"))
    yield Row("views", "team.form.name", "team.found", view=lambda world: world.form(NEW_TEAM), place="bare")
    yield Row("views", "team.form.people", "team.found", view=_people_form, place="bare")
    yield Row("views", "team.form.preview", "team.found", view=_preview, place="bare")
    yield Row("closed", "team.form.name", EVERYBODY, view=lambda world: world.form(NEW_TEAM), place="bare")
    yield Row("closed", "team.form.people", EVERYBODY, view=_people_form, place="bare")
    yield Row("events", "user_change", TOLD_OF, _changed)


def _changed(world: World, client: Client) -> str:
    return json.dumps({"user": user_json(world.workspace, client.user)})


def _kudos() -> Iterator[Row]:
    yield Row("commands", "/kudos", "kudos.give", _thanking)
    yield Row("commands", "/kudos", MEMBERS, says("list"))
    yield THANKS
    yield Row("verbs", "kudos", "kudos.give", _thanking)
    yield Row("actions", "kudos.new", "kudos.give")
    yield Row("actions", "kudos.undo", "kudos.undo", lambda world, _: str(world.kudos_of("rita").id), about="in_west")
    yield Row("actions", "kudos.more", MEMBERS, says("0"))
    yield Row("views", "kudos.form", "kudos.give", view=_kudos_form)
    yield Row("closed", "kudos.form", EVERYBODY, view=_kudos_form)
    yield Row("shortcuts", "kudos.message", "kudos.give", says("message"))


def _oneself() -> Iterator[Row]:
    yield SETTINGS
    yield Row("verbs", "settings", "preference.set", says("wins"), about="to_oneself")
    yield Row("verbs", "settings", "preference.set", says("wins quiet"), about="to_oneself")
    yield Row("verbs", "privacy", EVERYBODY)
    yield Row("actions", "settings.open", "preference.set", about="to_oneself")
    yield Row(
        "views",
        "settings.form",
        "preference.set",
        view=lambda world: world.form(SETTINGS, wins="off"),
        about="to_oneself",
    )
    yield Row("closed", "settings.form", EVERYBODY, view=lambda world: world.form(SETTINGS, wins="off"))


ROWS = tuple(rows())


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Card:
    """`planted` is put where `words` must be read by those on `readers` alone, whatever else is on their Home."""

    words: str
    readers: frozenset[str]
    planted: Callable[[World], object]


OF_WEST = frozenset({"leader", "manager", "coach of that rep", "the rep whose it is", "another rep"})
CARDS = {
    "wins": (
        Card("$77,777 from 1 win", frozenset({"the rep whose it is"}), lambda world: world.win_of("rita", 77_777_00)),
        Card("$77,777", OF_WEST | {"director"}, lambda world: world.win_of("rita", 77_777_00)),
    ),
    "kudos": (
        Card("the demo", frozenset({"another rep"}), lambda world: world.kudos_of("rita", to="sam")),
    ),
    "teams": (
        Card("West · #wins", OF_WEST, lambda _: None),
        Card("East · #east", frozenset({"rep of another team"}), lambda _: None),
    ),
}  # fmt: skip
