"""A modal or an App Home as one person has it open: what the bot put there and what the person put in."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blocks import Control, Json, Values, controls, held_value, state_values, value_in
from bot.sandbox.errors import NotVisible
from bot.sandbox.matching import best_match
from bot.sandbox.rendering import Names, lines, readable


@dataclass(eq=False)
class View:
    id: str
    user: str
    definition: Json
    """What the bot sent, with block_ids and action_ids filled in."""
    hash: str
    names: Names = field(repr=False)
    root_id: str = ""
    previous_id: str | None = None
    held: Values = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    """What is wrong with the input of a block_id, in words."""

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def type(self) -> str:
        return str(self.definition["type"])

    @property
    def title(self) -> str:
        return self._words("title")

    @property
    def values(self) -> Values:
        return state_values(self.blocks, self.held)

    @property
    def inputs(self) -> list[Control]:
        return [control for control in controls(self.blocks) if control.is_input]

    @property
    def labels(self) -> list[str]:
        return [control.label for control in self.inputs]

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons inside, then Submit and Close."""
        inside = [c.element["text"]["text"] for c in controls(self.blocks) if c.element["type"] == "button"]
        return [*inside, *filter(None, (self._words("submit"), self._words("close")))]

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the label of the input."""
        return {c.label: self.refused[c.block["block_id"]] for c in self.inputs if c.block["block_id"] in self.refused}

    @property
    def text(self) -> str:
        """Everything readable, as lines: title, blocks with what the inputs hold, errors, Submit and Close."""
        around = [f"[{words}]" for words in (self._words("submit"), self._words("close")) if words]
        inside = lines(self.blocks, self.names, self.held)
        return "\n".join([*filter(None, [self.title]), *inside, *self.refused.values(), *around])

    def field(self, label: str) -> Control:
        """The input, or the menu beside a text, of that label; NotVisible when there is none."""
        candidates = [c for c in controls(self.blocks) if c.element["type"] not in ("button", "overflow")]
        found = best_match(label, [(control.label, control) for control in candidates])
        if found is None:
            raise NotVisible(f"no field {label!r} in {self.title!r}; there are {[c.label for c in candidates]}")
        return found

    def value(self, label: str) -> str:
        """What the field holds, in the words on the screen; empty when it holds nothing."""
        block_id, action_id = self.field(label).key
        return readable(self.values[block_id][action_id], self.names)

    def hold(self, control: Control, value: Any) -> bool:
        """Puts a value into a control; returns whether that changed it."""
        block_id, action_id = control.key
        changed = bool(value_in(self.values[block_id][action_id]) != value)
        self.held.setdefault(block_id, {})[action_id] = held_value(control.element, value)
        self.refused.pop(block_id, None)
        return changed

    def replace(self, definition: Json, new_hash: str) -> None:
        """Shows something else; controls whose block_id and action_id stay keep what they held, as in Slack."""
        staying = {control.key for control in controls(definition["blocks"])}
        self.held = {
            block_id: {action_id: held for action_id, held in actions.items() if (block_id, action_id) in staying}
            for block_id, actions in self.values.items()
        }
        self.definition, self.hash, self.refused = definition, new_hash, {}

    def _words(self, key: str) -> str:
        return str((self.definition.get(key) or {}).get("text", ""))
