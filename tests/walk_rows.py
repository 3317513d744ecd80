"""Where the walk goes: a row for each way to an entry of the pages' tables, and the cards of App Home.

A row says how somebody comes there and which act of the gate that is; who may is derived from the gate. A new entry
needs a row here.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.domain import obstacles
from bot.domain.gate import Who, sees
from bot.models import HoursBooking, Obstacle, OfferedHours
from bot.sandbox.forms import raw_value
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
AWAY = Row("verbs", "away", "away.set", about="to_oneself")
DAYS_AWAY = {"first_on": "2026-11-20", "last_on": "2026-11-27"}
NEW_TEAM = Row("verbs", "team", "team.found", says("new"), place="bare")


def _correction(world: World) -> View:
    win = world.win()
    return world.form(Row("actions", "win.edit", "win.amend", says(str(win.id))), **WIN)


def _kudos_form(world: World) -> View:
    return world.form(THANKS, recipients=[world.clients["mia"].id], reason="the demo")


def _undoing(world: World, client: Client) -> str:
    win = world.win_of(client.handle)
    return str(win.number) if win else "1"


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


def _of_hooli(world: World, _: Client) -> str:
    """A correction of a win of Hooli's, without its number."""
    world.clients["rita"].types("/win 1k Hooli: a deal", in_="wins")
    return world.asked("/win edit Hooli 2k", "win.which")


def _thanking(world: World, _: Client) -> str:
    return f"{world.mention('mia')} for the demo"


def rows() -> Iterator[Row]:
    yield from _wins()
    yield from _teams()
    yield from _noes()
    yield from _kudos()
    yield from _lessons()
    yield from _hours()
    yield from _direction()
    yield from _away()
    yield from _goals()
    yield from _standings()
    yield from _promises()
    yield from _coach()
    yield from _obstacles()
    yield from _asking()
    yield from _answering()
    yield from _leading()
    yield from _letting_go()
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
    yield Row("actions", "win.which", OWNER, _of_hooli, about="in_west")
    yield Row("actions", "win.sure", OWNER, _asked("/win 90k Acme", "win.sure"), about="in_west")
    yield Row("actions", "win.not_another", OWNER, _asked("/win 1k a deal", "win.not_another"), about="in_west")
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
    yield Row("actions", "trouble.share", "team.share", lambda world, _: f"{world.team('West').id}:C1", about="in_west")
    yield Row("views", "team.form.name", "team.found", view=lambda world: world.form(NEW_TEAM), place="bare")
    yield Row("views", "team.form.people", "team.found", view=_people_form, place="bare")
    yield Row("views", "team.form.preview", "team.found", view=_preview, place="bare")
    yield Row("closed", "team.form.name", EVERYBODY, view=lambda world: world.form(NEW_TEAM), place="bare")
    yield Row("closed", "team.form.people", EVERYBODY, view=_people_form, place="bare")
    yield Row("events", "user_change", TOLD_OF, _changed)
    yield Row("events", "channel_shared", TOLD_OF, says(json.dumps({"channel": "C1"})))
    yield Row("events", "channel_unshared", TOLD_OF, says(json.dumps({"channel": "C1", "is_ext_shared": False})))


def _changed(world: World, client: Client) -> str:
    return json.dumps({"user": user_json(world.workspace, client.user)})


def _hours() -> Iterator[Row]:
    yield Row("commands", "/obstacle", "obstacle.costs", says("costs"))
    yield Row("verbs", "hours", EVERYBODY)
    yield Row("verbs", "hours", "hours.offer", says("tomorrow 14:00-16:00 in 30 minutes"))
    yield Row("verbs", "hours", "hours.book", _ned_offers("book {number} {time} Acme: a yes"), about="in_west")
    yield Row("verbs", "hours", "hours.cancel", _rita_booked("cancel {number}"), about="in_west")
    yield Row("verbs", "hours", "hours.join", _booked_of_rita("joined {number}"), about="in_west")
    yield BOOK
    yield Row("actions", "hours.withdraw", "hours.cancel", _rita_offers("{id}"), about="in_west")
    yield Row("actions", "hours.cancel", "hours.cancel", _rita_booked("{id}"), about="in_west")
    yield Row("actions", "hours.joined", "hours.join", _booked_of_rita("{id}"), about="in_west")
    yield Row("views", "hours.form", "hours.book", view=_booking_form, about="in_west")
    yield Row("closed", "hours.form", EVERYBODY, view=_booking_form)


def _ned_offers(template: str) -> Saying:
    return lambda world, _: _said_of(template, world.hours_of("ned"))


def _rita_offers(template: str) -> Saying:
    return lambda world, _: _said_of(template, world.hours_of("rita"))


def _rita_booked(template: str) -> Saying:
    return lambda world, _: _said_of(template, world.booking_of("rita", world.hours_of("ned")))


def _booked_of_rita(template: str) -> Saying:
    return lambda world, _: _said_of(template, world.booking_of("ned", world.hours_of("rita", is_over=True)))


def _said_of(template: str, row: OfferedHours | HoursBooking) -> str:
    return template.format(id=row.id, number=row.number, time=f"{row.begins_at.astimezone(BERLIN):%H:%M}")


BERLIN = ZoneInfo("Europe/Berlin")
BOOK = Row("actions", "hours.book", "hours.book", _ned_offers("{id}:0"), about="in_west")


def _booking_form(world: World) -> View:
    return world.form(BOOK, account="Acme", why="a yes")


def _lessons() -> Iterator[Row]:
    yield Row("verbs", "lessons", READERS, says("pricing"))


def _kudos() -> Iterator[Row]:
    yield Row("commands", "/kudos", "kudos.give", _thanking)
    yield Row("commands", "/kudos", MEMBERS, says("list"))
    yield THANKS
    yield Row("verbs", "kudos", "kudos.give", _thanking)
    yield Row("actions", "kudos.new", "kudos.give")
    yield Row("actions", "kudos.undo", "kudos.undo", lambda world, _: str(world.kudos_of("rita").id), about="in_west")
    yield Row("actions", "kudos.more", MEMBERS, says("0"))
    yield Row("actions", "kudos.received", "kudos.give", says(""))
    yield Row("views", "kudos.form", "kudos.give", view=_kudos_form)
    yield Row("closed", "kudos.form", EVERYBODY, view=_kudos_form)
    yield Row("shortcuts", "kudos.message", "kudos.give", says("message"))


def _won_of_ned(world: World, _: Client) -> str:
    """Whom there is to cheer for in every team."""
    world.win_of("ned")
    return ""


def _person_id(handle: str) -> Saying:
    return lambda world, _: str(world.person(handle).id)


def _inspected(template: str) -> Saying:
    def said(world: World, _: Client) -> str:
        looked_at = world.inspections()
        return template.format(team=world.team("West").id, inspection=looked_at.id)

    return said


CHEER = Row("actions", "cheer.open", "cheer.say", _person_id("rita"), about="in_west")
INSPECT = Row("actions", "inspection.open", "inspection.say", _inspected("{team}"), about="in_west")


def _cheer_form(world: World) -> View:
    return world.form(CHEER, "lee", words="The silence after the price was brave")


def _inspection_form(world: World) -> View:
    return world.form(INSPECT, "lee", seen="Demos without a next step go cold")


def _leading() -> Iterator[Row]:
    yield Row("verbs", "brief", "brief.read")
    yield Row("verbs", "cheer", "cheer.say", _won_of_ned)
    yield Row("verbs", "cheer", "cheer.say", _mentioning("rita", "{} the silence was brave"), about="in_west")
    yield Row("verbs", "cheer", "cheer.say", _mentioning("rita", "dm {} the silence was brave"), about="in_west")
    yield Row("verbs", "cheer", "cheer.say_leader", _mentioning("lee", "{} well led"), about="in_west")
    yield CHEER
    yield Row("actions", "cheer.open", "cheer.say_leader", _person_id("lee"), about="in_west")
    yield Row(
        "actions",
        "cheer.undo",
        frozenset({Who.LEADER}),
        lambda world, _: str(world.cheer_of("lee").id),
        about="in_west",
    )
    yield Row("views", "cheer.form", "cheer.say", view=_cheer_form, about="in_west")
    yield Row("closed", "cheer.form", EVERYBODY, view=_cheer_form)
    yield Row("verbs", "inspect", "inspection.say")
    yield Row("verbs", "inspect", "inspection.say", says("next steps after demos"))
    yield Row("verbs", "inspect", "inspection.say", _inspected("saw Demos without a next step go cold"))
    yield Row("verbs", "inspect", "inspection.say", _inspected("undo"))
    yield Row("verbs", "inspect", READERS, _inspected("list West"), about="in_west")
    yield INSPECT
    yield Row("actions", "inspection.take_back", "inspection.say", _inspected("{inspection}:"), about="in_west")
    yield Row("views", "inspection.form", "inspection.say", view=_inspection_form, about="in_west")
    yield Row("closed", "inspection.form", EVERYBODY, view=_inspection_form)


def _absence(world: World, _: Client) -> str:
    return str(world.absences()["rita"].id)


def _absent(template: str) -> Saying:
    """Everybody is away today."""

    def said(world: World, _: Client) -> str:
        return template.format(world.absences()["rita"].last_on.isoformat())

    return said


def _day_off(world: World, _: Client) -> str:
    return str(world.day_off().id)


def _away() -> Iterator[Row]:
    yield AWAY
    yield Row("verbs", "away", "away.set", says("3 days"), about="to_oneself")
    yield Row("verbs", "away", EVERYBODY, says("list"))
    yield Row("verbs", "away", "away.set", _mentioning("rita", "{} 3 days"), about="in_west")
    yield Row("verbs", "away", "away.set", _mentioning("rita", "{}"), about="in_west")
    yield Row("verbs", "back", "away.set", _absent(""), about="to_oneself")
    yield Row("verbs", "back", "away.set", _absent("{}"), about="to_oneself")
    yield Row("actions", "away.new", "away.set", says("away.form"), about="to_oneself")
    yield Row("actions", "away.off", "away.set", _absent("{}"), about="to_oneself")
    yield Row("actions", "away.undo", "away.set", _absence, about="in_west")
    yield Row("views", "away.form", "away.set", view=lambda world: world.form(AWAY, **DAYS_AWAY), about="in_west")
    yield Row("closed", "away.form", EVERYBODY, view=lambda world: world.form(AWAY, **DAYS_AWAY))
    yield Row("verbs", "team", "team.show", says("off"))
    yield Row("verbs", "team", "team.set", says("off 27 Dec to 31 Dec Winter break"))
    yield Row("actions", "team.open", "team.set", _day_off, about="in_west")


SET_STANDARD = Row("verbs", "standards", "standards.set", says("new"))
EDIT_VISION = Row("verbs", "vision", "north_star.write", says("edit"))
WHY = {"reason": "market", "why": "clinics merge", "opportunity": "one contract"}


def _direction() -> Iterator[Row]:
    write = "north_star.write"
    yield Row("verbs", "vision", READERS)
    yield Row("verbs", "vision", READERS, says("show West"), about="in_west")
    yield Row("verbs", "vision", READERS, _starred("history"))
    yield Row("verbs", "vision", READERS, _starred("history 1"), about="in_west")
    yield Row("verbs", "vision", write, says("set The first call of every clinic"))
    yield Row("verbs", "vision", write, _starred("change Onward because market: clinics merge opens: one contract"))
    yield Row("verbs", "vision", write, _starred("change Onward"))
    yield Row("verbs", "vision", write, _starred("typo West: ever upwards"))
    yield EDIT_VISION
    yield Row("actions", "vision.edit", write, lambda world, _: str(world.team("West").id), about="in_west")
    yield Row("actions", "vision.typo", write, _asked_whether_typo, about="in_west")
    yield Row("actions", "vision.change", write, _asked_whether_typo, about="in_west")
    yield Row("actions", "vision.more", READERS, lambda world, _: f"{world.star().team_id}:0", about="in_west")
    yield Row("views", "vision.form", write, view=_vision_form, about="in_west")
    yield Row("views", "vision.reason", write, view=_why_form, about="in_west")
    yield Row("views", "vision.sure", write, view=_sure_form, about="in_west")
    yield Row("closed", "vision.form", EVERYBODY, view=_vision_form)
    yield Row("closed", "vision.reason", EVERYBODY, view=_why_form)
    yield Row("verbs", "standards", MEMBERS)
    yield Row("verbs", "standards", READERS, says("list West"), about="in_west")
    yield Row("verbs", "standards", MEMBERS, lambda world, _: str(world.standard().number), about="in_west")
    yield Row("verbs", "standards", "standards.set", says("new 12 demos a week"))
    yield SET_STANDARD
    yield Row("verbs", "standards", "standards.set", _standard("edit {} Answer within two days"), about="in_west")
    yield Row("verbs", "standards", "standards.set", _standard("drop {}"), about="in_west")
    yield Row("verbs", "standards", "standards.answer", _standard("in {}"), about="in_west")
    yield Row("verbs", "standards", "standards.answer", _standard("differ {} Two days would be fair"), about="in_west")
    yield Row("actions", "standards.form", "standards.set", _new_standard, about="in_west")
    yield Row("actions", "standards.drop", "standards.set", _standard_id, about="in_west")
    yield Row("actions", "standards.in", "standards.answer", _version, about="in_west")
    yield Row("actions", "standards.differ", "standards.answer", _version, about="in_west")
    yield Row("actions", "standards.view", "standards.answer", _standard_id, about="in_west")
    yield Row("actions", "standards.show", MEMBERS, lambda world, _: f"{world.standard().id}:0", about="in_west")
    yield Row("actions", "standards.more", READERS, _new_standard, about="in_west")
    yield Row("views", "standards.form", "standards.set", view=_standard_form, about="in_west")
    yield Row("views", "standards.view", "standards.answer", view=_view_form, about="in_west")
    yield Row("closed", "standards.form", EVERYBODY, view=_standard_form)
    yield Row("closed", "standards.view", EVERYBODY, view=_view_form)


def _starred(line: str) -> Saying:
    def said(world: World, _: Client) -> str:
        world.star()
        return line

    return said


def _standard(template: str) -> Saying:
    return lambda world, _: template.format(world.standard().number)


def _standard_id(world: World, _: Client) -> str:
    return str(world.standard().id)


def _new_standard(world: World, _: Client) -> str:
    return f"{world.team('West').id}:0"


def _version(world: World, _: Client) -> str:
    standard = world.standard()
    return f"{standard.id}:{standard.version}"


def _asked_whether_typo(world: World, client: Client) -> str:
    star = world.star()
    kept = world.waiting(client.handle, f"vision.form:{star.team_id}", {"statement": "Onward", "base": star.version})
    return f"{star.team_id}:{kept}"


def _vision_form(world: World) -> View:
    return world.form(EDIT_VISION, "lee", statement="The first call of every clinic")


def _second_screen(world: World, what: str) -> View:
    """What comes behind the form of a north star, everybody being as far."""
    star = world.star()
    world.form(EDIT_VISION, "lee", statement="Onward", what=what)
    world.everybody_began(f"vision.form:{star.team_id}", {"statement": "Onward", "base": star.version})
    lee = world.clients["lee"]
    assert lee.submits()
    assert lee.form
    return lee.form


def _why_form(world: World) -> View:
    view = _second_screen(world, "change")
    for control in view.inputs:
        if control.key[0] in WHY:
            view.hold(control, raw_value(control, WHY[control.key[0]], []))
    return view


def _sure_form(world: World) -> View:
    return _second_screen(world, "typo")


def _standard_form(world: World) -> View:
    return world.form(SET_STANDARD, "lee", kind="behaviour", text="Answer within a week")


def _view_form(world: World) -> View:
    standard = world.standard()
    asked = Row("actions", "standards.differ", "standards.answer", says(f"{standard.id}:{standard.version}"))
    return world.form(asked, view="Two days would be fair")


def _goals() -> Iterator[Row]:
    yield Row("commands", "/goal", "goal.set")
    yield Row("commands", "/goal", "goal.set", says("new 12 demos by EOQ"))
    yield Row("commands", "/goal", "goal.set_for", says("new 300k this quarter for the team"))
    yield Row("commands", "/goal", GOAL_READERS, _goal("{}"), about="in_west")
    yield Row("commands", "/goal", GOAL_READERS, _goal("picture {}"), about="in_west")
    yield Row("commands", "/goal", "goal.log", _goal("{} +2"), about="in_west")
    yield Row("commands", "/goal", "goal.edit", _goal("edit {} target 14"), about="in_west")
    yield Row("commands", "/goal", "goal.close", _goal("close {} fewer Fridays"), about="in_west")
    yield Row("commands", "/goal", MEMBERS, _own_progress)
    yield NEW_GOAL
    yield Row("verbs", "goal", "goal.set", says("new 12 demos by EOQ"))
    yield Row("actions", "goal.new", "goal.set")
    yield Row("actions", "goal.amount", OWNER, _asked("/goal new 1,5k by EOQ", "goal.amount"), about="in_west")
    yield Row("actions", "goal.day", OWNER, _asked("/goal new 12 demos by 5/6", "goal.day"), about="in_west")
    yield Row("actions", "goal.which", OWNER, _which, about="in_west")
    yield Row("actions", "goal.much", OWNER, _how_much, about="in_west")
    yield Row("actions", "goal.undo", "goal.log", _progress_id, about="in_west")
    yield Row("actions", "goal.unset", "goal.edit", _goal_id, about="in_west")
    yield Row("actions", "goal.earlier", "goal.edit", _earlier, about="in_west")
    yield Row("actions", "goal.edit", "goal.edit", _goal_id, about="in_west")
    yield Row("actions", "goal.next", "goal.close", _goal_id, about="in_west")
    yield Row("actions", "goal.close", "goal.close", _goal_id, about="in_west")
    yield Row("actions", "goal.show", GOAL_READERS, _goal_id, about="in_west")
    yield Row("actions", "goal.picture", GOAL_READERS, _goal_id, about="in_west")
    yield Row("actions", "goal.picture", GOAL_READERS, _goal_id, about="in_west")
    yield Row("actions", "goal.more", "goal.set", lambda world, _: f"mine:0:{world.team('West').id}", about="in_west")
    yield Row("actions", "goal.slip", "goal.answer", _slipping, about="in_west")
    yield from _contributions()
    yield Row("actions", "goal.ramp", "goal.edit", _far, about="in_west")
    yield Row("actions", "goal.needs", GOAL_READERS, _goal_id, about="in_west")
    yield Row("commands", "/goal", GOAL_READERS, _goal("{} needs"), about="in_west")
    yield Row("commands", "/goal", "goal.edit", _goal("{} with close rate"), about="in_west")
    yield Row("views", "goal.needs", "goal.edit", view=_needs_form, about="in_west")
    yield Row("closed", "goal.needs", EVERYBODY, view=_needs_form)
    yield Row("views", "goal.form", "goal.set", view=lambda world: world.form(NEW_GOAL, goal="12 demos"))
    yield Row("views", "goal.form", "goal.edit", view=_goal_form, about="in_west")
    yield Row("views", "goal.look_back", "goal.close", view=_look_back, about="in_west")
    yield Row("closed", "goal.form", EVERYBODY, view=lambda world: world.form(NEW_GOAL, goal="12 demos"))
    yield Row("closed", "goal.look_back", EVERYBODY, view=_look_back)
    yield Row("shortcuts", "goal.new", "goal.set", says("global"))


def _standings() -> Iterator[Row]:
    yield Row("verbs", "board", MEMBERS)
    yield Row("verbs", "board", READERS, says("value month West"), about="in_west")
    yield Row("verbs", "board", "board.teams", says("teams"))
    yield Row("verbs", "board", "board.teams", says("teams West"), about="in_west")
    yield Row("verbs", "board", "board.post", says("post value"))
    yield Row("actions", "board.post", "board.post", _board_of_west, about="in_west")
    yield Row("actions", "board.more", "board.teams", lambda world, _: f"0:0:{world.team('West').id}", about="in_west")
    yield Row("verbs", "digest", MEMBERS)
    yield Row("verbs", "digest", READERS, says("West"), about="in_west")
    yield Row("verbs", "digest", READERS, says("last West"), about="in_west")
    yield Row("verbs", "digest", "digest.run", says("skip"))
    yield Row("verbs", "digest", "digest.run", _with_a_win("post"))
    yield Row("verbs", "digest", "team.set", says("on Thu at 15:00"))
    yield Row("verbs", "digest", "team.set", says("channel here"))
    yield Row("actions", "digest.show", "digest.run", _west, about="in_west")
    yield Row("actions", "digest.skip", "digest.run", _west, about="in_west")
    yield Row("actions", "digest.unskip", "digest.run", _skipped_west, about="in_west")
    yield Row("actions", "digest.post", "digest.run", _won_west, about="in_west")
    yield Row("verbs", "scorecard", MEMBERS)
    yield Row("verbs", "scorecard", GOAL_READERS, _mentioning("rita", "{}"), about="in_west")
    # In a leader's first month these are that leader's alone; later on, see tests/domain/test_service.py.
    yield Row("verbs", "scorecard", frozenset({Who.LEADER}), _mentioning("lee", "{}"), about="in_west")


def _board_of_west(world: World, _: Client) -> str:
    return f"value:0:{world.team('West').id}"


def _west(world: World, _: Client) -> str:
    return str(world.team("West").id)


def _won_west(world: World, client: Client) -> str:
    world.win()
    return _west(world, client)


def _skipped_west(world: World, client: Client) -> str:
    world.skips_its_digest()
    return _west(world, client)


def _with_a_win(line: str) -> Saying:
    def said(world: World, client: Client) -> str:
        world.win_of(client.handle)
        return line

    return said


def _contributions() -> Iterator[Row]:
    yield Row("commands", "/goal", "goal.set_for", says("new 12 demos a week for everyone"))
    yield Row("commands", "/goal", "goal.divide", _team_goal("{} divide equally"), about="in_west")
    yield Row("commands", "/goal", MEMBERS, _team_goal("{} parts"), about="in_west")
    yield Row("commands", "/goal", "goal.answer", _part("{0.number} in"), about="in_west")
    yield Row("commands", "/goal", "goal.answer", _part("{0.number} differ 5 because it is late"), about="in_west")
    yield Row("commands", "/goal", "goal.set_for", _dispute("{0.number} take"), about="in_west")
    yield Row("commands", "/goal", "goal.set_for", _dispute("{0.number} keep you can"), about="in_west")
    yield Row("actions", "goal.divide", "goal.divide", _team_goal_id, about="in_west")
    yield Row("actions", "goal.divide", "goal.divide", _divided_equally, about="in_west")
    yield Row("actions", "goal.parts", MEMBERS, _team_goal_id, about="in_west")
    yield Row("actions", "goal.parts_form", "goal.divide", _team_goal_id, about="in_west")
    yield Row("actions", "goal.give", "goal.divide", _given, about="in_west")
    yield Row("actions", "goal.in", "goal.answer", _part("{0.id}:{0.asked}"), about="in_west")
    yield Row("actions", "goal.differ", "goal.answer", _part("{0.id}:{0.asked}"), about="in_west")
    yield Row("actions", "goal.take", "goal.set_for", _dispute("{0.id}:{0.asked}"), about="in_west")
    yield Row("actions", "goal.keep", "goal.set_for", _dispute("{0.id}:{0.asked}"), about="in_west")
    yield Row("views", "goal.parts", "goal.divide", view=_parts_form, about="in_west")
    yield Row("views", "goal.differ", "goal.answer", view=_differ_form, about="in_west")
    yield Row("views", "goal.keep", "goal.set_for", view=_keep_form, about="in_west")
    for form, view in (("goal.parts", _parts_form), ("goal.differ", _differ_form), ("goal.keep", _keep_form)):
        yield Row("closed", form, EVERYBODY, view=view)


def _team_goal(template: str) -> Saying:
    return lambda world, _: template.format(world.goal_of("lee", "$300k", is_of_team=True).number)


def _team_goal_id(world: World, _: Client) -> str:
    return str(world.goal_of("lee", "$300k", is_of_team=True).id)


def _divided_equally(world: World, client: Client) -> str:
    return f"{_team_goal_id(world, client)}:equally"


def _given(world: World, client: Client) -> str:
    return f"{_team_goal_id(world, client)}:{world.goal_of('rita').owner_id}:5000"


def _part(template: str) -> Saying:
    return lambda world, _: template.format(world.part_of_rita())


def _dispute(template: str) -> Saying:
    return lambda world, _: template.format(world.part_of_rita(is_disputed=True))


def _far(world: World, _: Client) -> str:
    return f"{world.far_goal_of('rita').id}:use"


def _parts_form(world: World) -> View:
    return world.form(Row("actions", "goal.parts_form", "goal.divide", _team_goal_id), "lee")


def _differ_form(world: World) -> View:
    asked = Row("actions", "goal.differ", "goal.answer", _part("{0.id}:{0.asked}"))
    return world.form(asked, target="$5", why="It is late")


def _keep_form(world: World) -> View:
    disputed = Row("actions", "goal.keep", "goal.set_for", _dispute("{0.id}:{0.asked}"))
    return world.form(disputed, "lee", word="You can")


def _needs_form(world: World) -> View:
    asked = Row("actions", "goal.needs", "goal.edit", lambda world, _: str(world.goal_of("rita", "$9k").id))
    return world.form(asked, deal="1k", one_in="5", activity="demos")


NEW_GOAL = Row("commands", "/goal", "goal.set", says("new"))
GOAL_READERS = frozenset(who for who in Who if sees("goals", frozenset({who})))


def _goal(template: str) -> Saying:
    return lambda world, _: template.format(world.goal_of("rita").number)


def _goal_id(world: World, _: Client) -> str:
    return str(world.goal_of("rita").id)


def _own_progress(world: World, client: Client) -> str:
    world.progress_of(client.handle)
    return "undo"


def _progress_id(world: World, _: Client) -> str:
    progress = world.progress_of("rita")
    assert progress
    return str(progress.id)


def _which(world: World, _: Client) -> str:
    world.goal_of("rita", "12 calls")
    world.goal_of("rita")
    return world.asked("/goal +2", "goal.which")


def _how_much(world: World, _: Client) -> str:
    world.goal_of("rita", "$200k pipeline")
    return world.asked("/goal pipeline +1,5k", "goal.much")


def _earlier(world: World, client: Client) -> str:
    return f"{_goal_id(world, client)}:2026-12-24"


def _slipping(world: World, _: Client) -> str:
    return f"{world.goal_of('rita', is_slipping=True).id}:planned"


def _goal_form(world: World) -> View:
    return world.form(Row("actions", "goal.edit", "goal.edit", _goal_id), goal="14 demos")


def _look_back(world: World) -> View:
    return world.form(Row("actions", "goal.close", "goal.close", _goal_id), look_back="Fewer Fridays")


NEW_PROMISE = Row("commands", "/promise", "promise.make")
NEW_ASK = Row("commands", "/ask", "promise.ask")
PROMISE_READERS = frozenset(who for who in Who if sees("promise", frozenset({who})))


def _promises() -> Iterator[Row]:
    make, ask, keep, confirm = "promise.make", "promise.ask", "promise.keep", "promise.confirm"
    demo = _mentioning("mia", "{} the demo by Friday")
    yield Row("commands", "/promise", make, demo)
    yield Row("commands", "/promise", "promise.open", says("to the team: the demo by Friday"))
    yield Row("commands", "/promise", make, says("list"))
    yield Row("commands", "/promise", PROMISE_READERS, _promise("show {}"), about="in_west")
    for line in ("keep {}", "move {} to Monday", "move {}", "drop {} legal needs longer", "drop {}", "undo {}"):
        yield Row("commands", "/promise", keep, _promise(line), about="in_west")
    for line in ("accept {}", "accept {} by Monday", "decline {} it is Sam's", "decline {}"):
        yield Row("commands", "/promise", keep, _promise(line, "asked"), about="in_west")
    yield Row("commands", "/promise", confirm, _promise("done {}", "kept"), about="in_west")
    yield Row("commands", "/promise", confirm, _promise("not yet {}", "kept"), about="in_west")
    yield Row("commands", "/promise", confirm, _promise("release {}", "given"), about="in_west")
    yield NEW_PROMISE
    yield Row("verbs", "promise", make, demo)
    yield Row("commands", "/ask", ask, demo)
    yield NEW_ASK
    yield Row("verbs", "ask", ask, demo)
    yield Row("actions", "promise.new", make)
    yield Row("actions", "promise.ask", ask)
    for name in ("promise.day", "promise.pick"):
        yield Row("actions", name, OWNER, _asked("/promise @mia the demo", name), about="in_west")
    for name in ("keep", "move", "drop", "undo"):
        yield Row("actions", f"promise.{name}", keep, _promise_id(), about="in_west")
    yield Row("actions", "promise.resume", keep, _promise_id("dropped"), about="in_west")
    for name in ("accept", "other_day", "decline"):
        yield Row("actions", f"promise.{name}", keep, _promise_id("asked"), about="in_west")
    yield Row("actions", "promise.to_day", keep, _promise_id(template="move:{}:2026-11-27"), about="in_west")
    yield Row("actions", "promise.confirm", confirm, _promise_id("kept"), about="in_west")
    yield Row("actions", "promise.not_yet", confirm, _promise_id("kept"), about="in_west")
    yield Row("actions", "promise.release", confirm, _promise_id("given"), about="in_west")
    yield Row("actions", "promise.show", PROMISE_READERS, _promise_id(), about="in_west")
    yield Row("actions", "promise.more", make, says("mine:0"))
    views = {
        "promise.form": (make, "at_home", _promise_form(NEW_PROMISE)),
        "promise.ask_form": (ask, "at_home", _promise_form(NEW_ASK)),
        "promise.day_form": (keep, "in_west", _promise_turn("promise.move", due_on="2026-11-27")),
        "promise.word": (keep, "in_west", _promise_turn("promise.drop", word="Legal needs longer")),
    }
    for name, (act, about, view) in views.items():
        yield Row("views", name, act, view=view, about=about)
        yield Row("closed", name, EVERYBODY, view=view)
    yield Row("shortcuts", "promise.message", make, says("message"))
    yield Row("shortcuts", "promise.ask_message", ask, says("message"))


def _promise(template: str, how: str = "open") -> Saying:
    return lambda world, _: template.format(world.promise(how).number)


def _promise_id(how: str = "open", template: str = "{}") -> Saying:
    return lambda world, _: template.format(world.promise(how).id)


def _promise_form(opened: Row) -> Callable[[World], View]:
    return lambda world: world.form(opened, people=[world.clients["mia"].id], text="the demo", due_on="2026-11-27")


def _promise_turn(action: str, **fields: str) -> Callable[[World], View]:
    return lambda world: world.form(Row("actions", action, "promise.keep", _promise_id()), **fields)


THE_TWO = frozenset({Who.OWNER, Who.COACH})
OF_THE_RHYTHM = THE_TWO | {Who.LEADER}
"""They know that there were talks."""
COACHING = _mentioning("rita", "{} looked: the Acme call")
COACH_FORM = Row("commands", "/coach", "coaching.hold", _mentioning("rita", "{}"), about="in_west")
FEEDBACK_FORM = Row("commands", "/feedback", "feedback.give", _mentioning("ned", "{}"))
ASK_FORM = Row("commands", "/coach", "coaching.ask", says("me"))


def _coach() -> Iterator[Row]:
    asking = _mentioning("ned", "{} saw: a; did: b; try: c")
    yield COACH_FORM
    yield Row("commands", "/coach", "coaching.hold", COACHING, about="in_west")
    mirror = _mentioning("lee", "{} looked: the mirror")
    yield Row("commands", "/coach", "coaching.hold_leader", mirror, about="in_west")
    yield Row("commands", "/coach", "coaching.ask", says("me on the price"))
    yield ASK_FORM
    yield Row("commands", "/coach", EVERYBODY, says("due"))
    yield Row("commands", "/coach", EVERYBODY, says("history"))
    yield Row("commands", "/coach", OF_THE_RHYTHM, _mentioning("rita", "history {}"), about="in_west")
    yield Row("commands", "/coach", THE_TWO, _talk("show {}"), about="in_west")
    yield Row("commands", "/coach", frozenset({Who.COACH}), _talk("edit {} well: it"), about="in_west")
    yield Row("commands", "/coach", frozenset({Who.COACH}), _talk("undo {}"), about="in_west")
    yield Row("commands", "/coach", "coaching.answer", _talk("reply {} 4"), about="in_west")
    yield Row("verbs", "coach", "coaching.hold", COACHING, about="in_west")
    yield Row("actions", "coaching.new", "coaching.hold", _to_coach, about="in_west")
    yield Row("actions", "coaching.open", THE_TWO, _talk_id, about="in_west")
    yield Row("actions", "coaching.undo", frozenset({Who.COACH}), _talk_as_noted, about="in_west")
    yield Row("actions", "coaching.history", OF_THE_RHYTHM, _to_coach, about="in_west")
    yield Row("actions", "coaching.ask", "coaching.ask")
    yield Row("actions", "coaching.request", THE_TWO, _request, about="in_west")
    yield Row("actions", "coaching.withdraw", OWNER, _request_of_team, about="in_west")
    yield Row("views", "coaching.form", frozenset({Who.COACH}), view=_coach_form, about="in_west")
    yield Row("views", "coaching.view", "coaching.answer", view=_talk_form, about="in_west")
    yield Row("views", "coaching.ask", "coaching.ask", view=_ask_form, about="in_west")
    yield Row("closed", "coaching.form", EVERYBODY, view=lambda world: world.form(COACH_FORM, "cora", looked="it"))
    yield Row("closed", "coaching.view", THE_TWO, view=_talk_form, about="in_west")
    yield Row("closed", "coaching.ask", EVERYBODY, view=_ask_form)
    yield Row("commands", "/feedback", "feedback.give", asking)
    yield FEEDBACK_FORM
    yield Row("commands", "/feedback", "feedback.give")
    yield Row("commands", "/feedback", EVERYBODY, says("list"))
    yield Row("commands", "/feedback", OWNER, _feedback("show {}"), about="in_west")
    yield Row("verbs", "feedback", "feedback.give", asking)
    yield Row("actions", "feedback.new", "feedback.give", says("feedback.form"))
    yield Row("actions", "feedback.open", OWNER, _feedback_id, about="in_west")
    yield Row("actions", "feedback.undo", "feedback.undo", _given_by_rita, about="in_west")
    yield Row("actions", "feedback.more", EVERYBODY, says("0"))
    yield Row("views", "feedback.form", "feedback.give", view=_feedback_form)
    yield Row("closed", "feedback.form", EVERYBODY, view=_feedback_form)


def _talk(template: str) -> Saying:
    return lambda world, _: template.format(world.talk().number)


def _talk_id(world: World, _: Client) -> str:
    return str(world.talk().id)


def _talk_as_noted(world: World, client: Client) -> str:
    return f"{_talk_id(world, client)}:noted"


def _to_coach(world: World, _: Client) -> str:
    return f"{world.talk().rep_id}:0"


def _request(world: World, _: Client) -> str:
    return str(world.asks_for_coaching())


def _request_of_team(world: World, _: Client) -> str:
    world.asks_for_coaching()
    return str(world.team("West").id)


def _feedback(template: str) -> Saying:
    return lambda world, _: template.format(world.feedback().number)


def _feedback_id(world: World, _: Client) -> str:
    return str(world.feedback().id)


def _given_by_rita(world: World, _: Client) -> str:
    return str(world.feedback("rita", "ned").id)


def _coach_form(world: World) -> View:
    return world.form(Row("actions", "coaching.open", THE_TWO, _talk_id), "cora", looked="it")


def _talk_form(world: World) -> View:
    return world.form(Row("actions", "coaching.open", THE_TWO, _talk_id), reply="it")


def _ask_form(world: World) -> View:
    return world.form(ASK_FORM, topic="the price")


def _feedback_form(world: World) -> View:
    return world.form(FEEDBACK_FORM, saw="a", did="b", advice="c")


NEW_OBSTACLE = Row("commands", "/obstacle", "obstacle.raise", says("new"))
RAISED = {"what": "a demo laptop"}
PRIVATE_READERS = frozenset(who for who in Who if sees("private_obstacle", frozenset({who})))
LEADERS = frozenset({Who.LEADER})


def _obstacle(template: str = "{}") -> Saying:
    return lambda world, _: template.format(world.obstacle_of("rita").number)


def _obstacle_id(world: World, _: Client) -> str:
    return str(world.obstacle_of("rita").id)


def _private_obstacle(world: World) -> str:
    return str(world.obstacle_of("rita", is_private=True).id)


def _private_id(world: World, _: Client) -> str:
    return _private_obstacle(world)


def _decision_id(world: World, _: Client) -> str:
    return str(world.obstacle_of("sam", is_decision=True, to_decide="rita").id)


def _obstacle_after(act: Callable[..., Obstacle]) -> Saying:
    return lambda world, _: str(world.obstacle_with(act).id)


def _obstacle_form(world: World) -> View:
    return world.form(Row("actions", "obstacle.update", "obstacle.update", _obstacle_id), text="tomorrow")


def _obstacles() -> Iterator[Row]:
    yield NEW_OBSTACLE
    yield Row("commands", "/obstacle", "obstacle.raise", says("a demo laptop by Friday"))
    yield Row("commands", "/obstacle", MEMBERS, says("list"))
    yield Row("commands", "/obstacle", EVERYBODY, says("mine"))
    yield Row("commands", "/obstacle", EVERYBODY, _obstacle())
    yield Row("commands", "/obstacle", "obstacle.take", _obstacle("take {}"))
    yield Row("commands", "/obstacle", "obstacle.update", _obstacle("update {} Tomorrow"))
    yield Row("commands", "/obstacle", "obstacle.clear", _obstacle("removed {} They signed"))
    yield Row("commands", "/obstacle", "obstacle.drop", _obstacle("drop {}"), about="in_west")
    yield Row("commands", "/obstacle", "obstacle.move", _obstacle("move {} next Friday"), about="in_west")
    yield Row("verbs", "obstacle", "obstacle.raise", says("a demo laptop by Friday"))
    yield Row("actions", "obstacle.new", "obstacle.raise")
    yield Row("actions", "obstacle.open", EVERYBODY, _obstacle_id)
    yield Row("actions", "obstacle.open", PRIVATE_READERS, _private_id, about="in_west")
    yield Row("actions", "obstacle.take", "obstacle.take", _obstacle_id)
    yield Row("actions", "obstacle.update", "obstacle.update", _obstacle_id)
    yield Row("actions", "obstacle.update", PRIVATE_READERS, _private_id, about="in_west")
    yield Row("actions", "obstacle.clear", "obstacle.clear", _obstacle_id)
    yield Row("actions", "obstacle.drop", "obstacle.drop", _obstacle_id, about="in_west")
    cleared = _obstacle_after(obstacles.clear)
    yield Row("actions", "obstacle.confirm", "obstacle.confirm", cleared, about="in_west")
    yield Row("actions", "obstacle.reopen", "obstacle.confirm", cleared, about="in_west")
    yield Row("actions", "obstacle.decide", "obstacle.decide", _decision_id, about="in_west")
    yield Row("actions", "obstacle.trust", "obstacle.decide", _decision_id, about="in_west")
    yield Row("actions", "obstacle.allow", "obstacle.allow", _private_id, about="in_west")
    yield Row("actions", "obstacle.keep", "obstacle.allow", _private_id, about="in_west")
    yield Row("actions", "obstacle.snooze", LEADERS, _obstacle_id, about="in_west")
    yield Row("actions", "obstacle.take_over", LEADERS, _obstacle_after(obstacles.take), about="in_west")
    yield Row("actions", "obstacle.up", "obstacle.escalate", _decision_id, about="in_west")
    yield Row("actions", "obstacle.more", READERS, lambda world, _: f"team:0:{world.team('West').id}", about="in_west")
    yield Row("views", "obstacle.form", "obstacle.raise", view=lambda world: world.form(NEW_OBSTACLE, **RAISED))
    yield Row("views", "obstacle.view", "obstacle.update", view=_obstacle_form)
    yield Row("closed", "obstacle.form", EVERYBODY, view=lambda world: world.form(NEW_OBSTACLE, **RAISED))
    yield Row("closed", "obstacle.view", EVERYBODY, view=_obstacle_form)
    yield Row("shortcuts", "obstacle.message", "obstacle.raise", says("message"))


AIM = Row("verbs", "aim", "aim.set", about="to_oneself")


def _noes() -> Iterator[Row]:
    yield Row("commands", "/no", "no.log", says("Globex: budget frozen until spring"))
    yield Row("commands", "/no", "no.log", says("12 cold calls"))
    yield Row("commands", "/no", EVERYBODY)
    yield Row("commands", "/no", EVERYBODY, says("private"))
    yield Row("verbs", "no", "no.log", says("12"))
    yield Row("actions", "no.undo", "no.undo", lambda world, _: str(world.no_of("rita").id), about="in_west")
    yield Row("actions", "no.list", EVERYBODY)
    yield Row("actions", "no.more", EVERYBODY, says("0"))
    yield AIM
    yield Row("verbs", "aim", "aim.set", says("A house by the sea"), about="to_oneself")
    yield Row("verbs", "aim", "confidence.share", _own_aim, about="in_west")
    for verb in ("private", "clear"):
        yield Row("verbs", "aim", "aim.set", says(verb), about="to_oneself")
    yield Row("actions", "aim.edit", "aim.set", about="to_oneself")
    yield Row("views", "aim.form", "aim.set", view=lambda world: world.form(AIM, aim="A house"), about="to_oneself")
    yield Row("closed", "aim.form", EVERYBODY, view=lambda world: world.form(AIM, aim="A house"))


def _own_aim(world: World, _: Client) -> str:
    """Rita has one, and nobody else."""
    world.clients["rita"].types("/pace aim A boat of my own", in_="wins")
    return "share"


SAYS_GO = Row("verbs", "autonomy", "autonomy.say", _mentioning("rita", "{}"), about="in_west")


def _letting_go() -> Iterator[Row]:
    say = "autonomy.say"
    yield Row("verbs", "autonomy", EVERYBODY)
    yield Row("verbs", "autonomy", say, _mentioning("rita", "{} I trust you with the north"), about="in_west")
    yield Row("verbs", "autonomy", say, _let_go("{mention} end we plan it together"), about="in_west")
    yield SAYS_GO
    yield Row("verbs", "autonomy", "autonomy.return", _let_go("back I miss the questions"), about="in_west")
    yield Row("actions", "autonomy.open", say, _about_rita(":"), about="in_west")
    yield Row("actions", "autonomy.open", say, _let_go("{team}:{id}:end"), about="in_west")
    yield Row("actions", "autonomy.return", "autonomy.return", _let_go("{team}"), about="in_west")
    yield Row("actions", "autonomy.undo", "autonomy.undo", _given_back, about="in_west")
    yield Row("views", "autonomy.form", say, view=_autonomy_form, about="in_west")
    yield Row("closed", "autonomy.form", EVERYBODY, view=_autonomy_form)
    weeks = "first_weeks.set"
    yield Row("verbs", "start", EVERYBODY)
    yield Row("verbs", "start", weeks, _begun("skip"))
    yield Row("verbs", "start", weeks, _begun("stop"))
    yield Row("verbs", "start", weeks, _stopped)
    yield Row("actions", "first_weeks.show", EVERYBODY, _begun(""))
    yield Row("actions", "first_weeks.skip", weeks, _begun("star"))
    yield Row("actions", "first_weeks.stop", weeks, _begun(""))


def _begun(line: str) -> Saying:
    """Everybody who leads is in their first weeks."""

    def said(world: World, _: Client) -> str:
        world.begin_first_weeks()
        return line

    return said


def _stopped(world: World, _: Client) -> str:
    world.begin_first_weeks()
    for handle in ("lee", "dana"):
        world.clients[handle].types("/pace start stop", in_="wins")
    return "again"


def _let_go(template: str) -> Saying:
    """Rita has it."""

    def said(world: World, _: Client) -> str:
        team_id = world.autonomy_of("rita").team_id
        return template.format(mention=world.mention("rita"), team=team_id, id=world.clients["rita"].id)

    return said


def _about_rita(end: str) -> Saying:
    return lambda world, _: f"{world.team('West').id}:{world.clients['rita'].id}{end}"


def _given_back(world: World, _: Client) -> str:
    row = world.autonomy_of("rita")
    world.clients["rita"].types("/pace autonomy back", in_="wins")
    return f"{row.id}:end"


def _autonomy_form(world: World) -> View:
    return world.form(SAYS_GO, "lee", words="I trust you with the north")


NEW_CHECKIN = Row("commands", "/checkin", "checkin.set", says("new"))
PREVIEW = Row("actions", "checkin.preview_form", "checkin.set", lambda world, _: str(world.checkin().id))


def _asking() -> Iterator[Row]:
    """Check-ins, set."""
    act = "checkin.set"
    yield NEW_CHECKIN
    yield Row("commands", "/checkin", act, says("new Deals on Fri at 15:00"))
    yield Row("commands", "/checkin", MEMBERS, _of_checkin("list"))
    yield Row("commands", "/checkin", READERS, says("list West"), about="in_west")
    yield Row("commands", "/checkin", MEMBERS, _of_checkin("{number}"))
    for line in ("off", "on", "on Tue at 9:30", "title A plan", "ask And then?", "drop 1", "remove", "edit", "preview"):
        yield Row("commands", "/checkin", act, _of_checkin("{number} " + line))
    yield Row("verbs", "checkin", MEMBERS, _of_checkin("list"))
    yield Row("actions", "checkin.edit", act, _of_checkin("{team_id}:{id}"), about="in_west")
    yield Row("actions", "checkin.switch", act, _of_checkin("{id}:off"), about="in_west")
    yield Row("actions", "checkin.preview", act, _of_checkin("{id}"), about="in_west")
    yield replace(PREVIEW, about="in_west")
    yield Row("views", "checkin.form", act, view=_checkin_form, about="in_west")
    yield Row("closed", "checkin.form", EVERYBODY, view=_checkin_form)
    yield Row("views", "checkin.preview", EVERYBODY, view=lambda world: world.form(PREVIEW, "lee"))
    yield Row("closed", "checkin.preview", EVERYBODY, view=lambda world: world.form(PREVIEW, "lee"))


def _answering() -> Iterator[Row]:
    """Check-ins, answered."""
    act = "checkin.answer"
    for line in ("", "answer 1: close Globex", "skip at the dentist"):
        yield Row("commands", "/checkin", MEMBERS, _everybody_asked(line))
    yield Row("commands", "/checkin", EVERYBODY, says("answers"))
    yield Row("commands", "/checkin", MEMBERS, _seat("{checkin.number} answers"), about="in_west")
    yield Row("actions", "checkin.answer", act, _seat("{id}"), about="in_west")
    yield Row("actions", "checkin.more", act, _seat("skip:{id}"), about="in_west")
    yield Row("actions", "checkin.more", act, _seat("away:{id}"), about="in_west")
    yield Row("actions", "checkin.answers", MEMBERS, _seat("{run_id}"), about="in_west")
    yield Row("actions", "checkin.offer", "checkin.offer", _offer, about="in_west")
    for name, view, who in (("checkin.answer", _answer_form, OWNER), ("checkin.skip", _skip_form, EVERYBODY)):
        yield Row("views", name, act, view=view, about="in_west")
        yield Row("closed", name, who, view=view, about="in_west")


def _everybody_asked(line: str) -> Saying:
    def said(world: World, _: Client) -> str:
        world.everybody_is_asked()
        return line

    return said


def _seat(template: str) -> Saying:
    def said(world: World, _: Client) -> str:
        seat = world.seat_of("rita")
        return template.format(id=seat.id, run_id=seat.run_id, checkin=seat.run.checkin)

    return said


def _offer(world: World, _: Client) -> str:
    return str(world.offer_of("rita"))


def _answer_form(world: World) -> View:
    seat = world.seat_of("rita")
    first = {f"q{seat.run.question_ids[0]}": "close Globex"}
    return world.form(Row("actions", "checkin.answer", "checkin.answer", says(str(seat.id))), **first)


def _skip_form(world: World) -> View:
    return world.form(Row("actions", "checkin.more", "checkin.answer", _seat("skip:{id}")), reason="at the dentist")


def _of_checkin(template: str) -> Saying:
    return lambda world, _: template.format(**vars(world.checkin()))


def _checkin_form(world: World) -> View:
    return world.form(NEW_CHECKIN, "lee", title="Deals", days=["4"], at="15:00")


def _oneself() -> Iterator[Row]:
    yield SETTINGS
    yield Row("verbs", "settings", "preference.set", says("wins"), about="to_oneself")
    yield Row("verbs", "settings", "preference.set", says("wins quiet"), about="to_oneself")
    yield Row("verbs", "privacy", EVERYBODY)
    yield Row("verbs", "day", EVERYBODY)
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
SELLING_OR_LEADING = frozenset({"leader", "the rep whose it is", "another rep", "rep of another team", "director"})
CARDS = {
    "day": (
        Card("1 standard of", OF_WEST, lambda world: world.standard()),
    ),
    "feedback": (
        Card("from Ned", frozenset({"the rep whose it is"}), lambda world: world.feedback()),
    ),
    "vision": (
        Card("West: ever upward", OF_WEST, lambda world: world.star()),
    ),
    "wins": (
        Card("$77,777 from 1 win", frozenset({"the rep whose it is"}), lambda world: world.win_of("rita", 77_777_00)),
        Card("$77,777", OF_WEST | {"director"}, lambda world: world.win_of("rita", 77_777_00)),
    ),
    "checkins": (
        Card("Friday look back, Fri", SELLING_OR_LEADING, lambda world: world.checkin()),
        Card("Monday plan waits for", frozenset({"the rep whose it is"}), lambda world: world.seat_of("rita")),
    ),
    "noes": (
        Card("77 no's beside", frozenset({"the rep whose it is"}), lambda world: world.no_of("rita", 77)),
    ),
    "aim": (
        Card("A boat", frozenset({"the rep whose it is"}), lambda world: _own_aim(world, world.clients["rita"])),
    ),
    "goals": (
        Card("77 demos", frozenset({"the rep whose it is"}), lambda world: world.goal_of("rita", "77 demos")),
        Card("$777,777", OF_WEST | {"director"}, lambda world: world.goal_of("lee", "$777,777", is_of_team=True)),
    ),
    "board": (
        Card("A word to Rita Rossi would help", frozenset({"leader"}), lambda world: world.told_slip_of("rita")),
        Card("West: $77,777", frozenset({"director"}), lambda world: world.win_of("rita", 77_777_00)),
    ),
    "promises": (
        Card("the demo · to Mia", frozenset({"the rep whose it is"}), lambda world: world.promise("open")),
        Card("asked, by", frozenset({"the rep whose it is"}), lambda world: world.promise("asked")),
        Card("kept, waits for a word", frozenset({"the rep whose it is"}), lambda world: world.promise("kept")),
    ),
    "coaching": (
        Card("with Rita Rossi", frozenset({"coach of that rep"}), lambda world: world.talk()),
        Card("one-to-one with Cora", frozenset({"the rep whose it is"}), lambda world: world.talk()),
    ),
    "obstacles": (
        Card("raised by you", frozenset({"the rep whose it is"}), _private_obstacle),
        Card("raised by Rita", frozenset({"leader"}), _private_obstacle),
        Card("a demo laptop", frozenset({"the rep whose it is", "leader"}), lambda world: world.obstacle_of("rita")),
    ),
    "first_weeks": (
        Card("Your first two weeks", frozenset({"leader", "director"}), lambda world: world.begin_first_weeks()),
    ),
    "autonomy": (
        Card("lets you go your own way", frozenset({"the rep whose it is"}), lambda world: world.autonomy_of("rita")),
    ),
    "kudos": (
        Card("the demo", frozenset({"another rep"}), lambda world: world.kudos_of("rita", to="sam")),
    ),
    "away": (
        Card("You are away until", frozenset({"the rep whose it is"}), lambda world: world.absences("rita")),
    ),
    "teams": (
        Card("West · #wins", OF_WEST, lambda _: None),
        Card("East · #east", frozenset({"rep of another team"}), lambda _: None),
    ),
}  # fmt: skip
