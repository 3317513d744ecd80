"""The kinds of rules that Slack has for a part of Block Kit, each telling what is wrong with one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.sandbox.blocks import INTERACTIVE, Json, objects

CHART_SERIES, CHART_POINTS, CHART_LABEL = 12, 20, 20
TEXTS = frozenset({"plain_text", "mrkdwn"})


class Rule(Protocol):
    def problems(self, thing: Json, path: str) -> Iterator[str]: ...


@dataclass(frozen=True)
class Text:
    """A field that holds a text object, or with bare=True a string."""

    field: str
    limit: int
    required: bool = False
    plain: bool = False
    bare: bool = False

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        if self.field in thing and thing[self.field] is not None:
            yield from self._wrong(thing[self.field], f"{path}/{self.field}")
        elif self.required:
            yield problem("missing required field", f"{path}/{self.field}")

    def _wrong(self, value: Any, path: str) -> Iterator[str]:
        if not self.bare:
            yield from text_problems(value, path, self.limit, self.plain)
        elif not isinstance(value, str):
            yield problem("must be a string", path)
        else:
            yield from _length(value, path, self.limit, least=int(self.required))


@dataclass(frozen=True)
class Items:
    """A field that holds a list: how many, which types may stand in it, how long each one's text may be."""

    field: str
    limit: int
    required: bool = False
    types: frozenset[str] | None = None
    text_limit: int | None = None

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        items, path = thing.get(self.field), f"{path}/{self.field}"
        if items is None:
            if self.required:
                yield problem("missing required field", path)
        elif not isinstance(items, list):
            yield problem("must be an array", path)
        else:
            yield from self._wrong(items, path)

    def _wrong(self, items: list[Any], path: str) -> Iterator[str]:
        if not 1 <= len(items) <= self.limit:
            yield problem(f"must have 1 to {self.limit} items", path)
        for number, item in enumerate(items):
            if not isinstance(item, dict | list):
                yield problem("must be an object", f"{path}/{number}")
            elif self.types and (not isinstance(item, dict) or item.get("type") not in self.types):
                yield problem("unsupported type of element", f"{path}/{number}")
            elif self.text_limit:
                yield from text_problems(item, f"{path}/{number}", self.text_limit)


@dataclass(frozen=True)
class Options:
    """The choices of a menu; its initial choices must be among them."""

    limit: int
    required: bool = True
    description: int = 75

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        groups = thing.get("option_groups")
        lists = [group.get("options", []) for group in groups] if groups else [thing.get("options", [])]
        if groups and len(groups) > 100:
            yield problem("must have at most 100 items", f"{path}/option_groups")
        for options in lists:
            if self.required and not 1 <= len(options) <= self.limit:
                yield problem(f"must have 1 to {self.limit} items", f"{path}/options")
        options = [option for some in lists for option in some]
        for option in options:
            yield from _option_problems(option, f"{path}/options")
        yield from self._initial_problems(thing, options, path)

    def _initial_problems(self, thing: Json, options: list[Json], path: str) -> Iterator[str]:
        initial = [*filter(None, [thing.get("initial_option")]), *thing.get("initial_options", [])]
        for option in initial:
            yield from _option_problems(option, f"{path}/initial_option")
            if options and option not in options:
                yield problem("initial option is not among the options", path)


@dataclass(frozen=True)
class Element:
    """A field that holds one element of certain types."""

    field: str
    types: frozenset[str]
    required: bool = False

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        element = thing.get(self.field)
        if element is None:
            if self.required:
                yield problem("missing required field", f"{path}/{self.field}")
        elif not isinstance(element, dict) or element.get("type") not in self.types:
            yield problem("unsupported type of element", f"{path}/{self.field}")


@dataclass(frozen=True)
class OneOf:
    """At least one of the fields must be there."""

    fields: tuple[str, ...]

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        if not any(thing.get(field) for field in self.fields):
            yield problem(f"must have one of {', '.join(self.fields)}", path)


@dataclass(frozen=True)
class Among:
    field: str
    values: frozenset[str]

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        if thing.get(self.field) is not None and thing[self.field] not in self.values:
            yield problem(f"must be one of {sorted(self.values)}", f"{path}/{self.field}")


class Confirm:
    """The question before an act."""

    rules = (
        Text("title", 100, required=True, plain=True),
        Text("text", 300, required=True),
        Text("confirm", 30, required=True, plain=True),
        Text("deny", 30, required=True, plain=True),
    )

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        if "confirm" in thing and thing.get("type") in INTERACTIVE:
            for rule in self.rules:
                yield from rule.problems(thing["confirm"], f"{path}/confirm")


class Rows:
    """The rows of a table."""

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        for number, row in enumerate(thing.get("rows", [])):
            if not isinstance(row, list) or not 1 <= len(row) <= 20:
                yield problem("must have 1 to 20 cells", f"{path}/rows/{number}")


class Chart:
    """The series and points of a chart: counts, names, and that each series has every category."""

    kinds = frozenset({"line", "bar", "area", "pie"})
    counts = (("series", CHART_SERIES), ("data", CHART_POINTS), ("segments", CHART_POINTS))

    def problems(self, thing: Json, path: str) -> Iterator[str]:
        chart, path = thing.get("chart"), f"{path}/chart"
        if not isinstance(chart, dict) or chart.get("type") not in self.kinds:
            yield problem(f"must be one of {sorted(self.kinds)}", f"{path}/type")
            return
        for key, limit in self.counts:
            for items in (part.get(key) for part in objects(chart)):
                if isinstance(items, list) and not 1 <= len(items) <= limit:
                    yield problem(f"must have 1 to {limit} items", f"{path}/{key}")
        if chart["type"] != "pie":
            yield from self._lines(chart, path)

    def _lines(self, chart: Json, path: str) -> Iterator[str]:
        series, categories = chart.get("series") or [], (chart.get("axis_config") or {}).get("categories")
        names = [str(line.get("name", "")) for line in series]
        if not names or len(names) != len(set(names)) or not all(0 < len(name) <= CHART_LABEL for name in names):
            yield problem(f"names must be unique, of 1 to {CHART_LABEL} characters", f"{path}/series")
        if not isinstance(categories, list) or any(len(label) > CHART_LABEL for label in categories):
            yield problem(f"must be labels of at most {CHART_LABEL} characters", f"{path}/axis_config/categories")
        for line in series:
            points = line.get("data") or []
            if [point.get("label") for point in points] != categories:
                yield problem("must have a point for each category", f"{path}/series/data")
            if not all(isinstance(point.get("value"), int | float) for point in points):
                yield problem("must be a number", f"{path}/series/data/value")


def text_problems(value: Any, path: str, limit: int, plain: bool = False) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in TEXTS or not isinstance(value.get("text"), str):
        yield problem("must be a text object", path)
        return
    if plain and value["type"] != "plain_text":
        yield problem("must be plain_text", f"{path}/type")
    yield from _length(value["text"], f"{path}/text", limit)


def _option_problems(option: Any, path: str) -> Iterator[str]:
    rules = (
        Text("text", 75, required=True),
        Text("value", 150, required=True, bare=True),
        Text("description", 75),
    )
    if isinstance(option, dict):
        yield from follow(option, path, rules)
    else:
        yield problem("must be an option", path)


def follow(thing: Json, path: str, rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from rule.problems(thing, path)


def _length(text: str, path: str, limit: int, least: int = 1) -> Iterator[str]:
    if len(text) > limit:
        yield problem(f"must be less than {limit + 1} characters", path)
    if len(text) < least:
        yield problem("must be more than 0 characters", path)


def problem(words: str, path: str) -> str:
    return f"[ERROR] {words} [json-pointer:{path}]"
