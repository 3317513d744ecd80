"""Files that the bot uploads: announced, received, and there to be shown once it says that they are complete."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.blocks import objects


@dataclass(eq=False)
class File:
    id: str
    name: str
    length: int
    """What the bot announced."""
    alt: str
    data: bytes | None = None
    title: str = ""
    is_complete: bool = False


class Files:
    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def announce(self, name: str, length: int, alt: str) -> File:
        file = File(f"F{len(self._files) + 1:08}", name, length, alt)
        self._files[file.id] = file
        return file

    def find(self, id: str) -> File | None:
        return self._files.get(id)

    def is_shown(self, id: str) -> bool:
        """Whether blocks may show it."""
        file = self._files.get(id)
        return file is not None and file.is_complete


def files_in(node: Any) -> Iterator[str]:
    """The ids of the uploaded files that blocks show."""
    files = (part.get("slack_file") for part in objects(node))
    return (str(file.get("id", "")) for file in files if isinstance(file, dict))
