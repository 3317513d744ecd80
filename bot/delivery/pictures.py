"""Pictures in place of charts: where a workspace does not take chart blocks yet, delivery draws and uploads them.

The file is uploaded to nobody; the message shows it, so that the message remains one post of ours with its key.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.delivery import verdict
from bot.pictures import Chart, png

Block = dict[str, Any]
Say = Callable[[Sequence[Block]], Awaitable[Any]]
"""Posts or edits a message with these blocks."""

CHART = "data_visualization"
REFUSED = "invalid_blocks"
CHARTS_IN_A_MESSAGE = 2
LONGEST_ALT = 1000
MOST_REMEMBERED = 500
PATIENCE = 3
"""After so many tries, a picture that Slack cannot show is told in words."""


class NotReady(Exception):  # noqa: N818  nobody's fault
    """Slack has not got the picture, or takes a moment before a message may show it."""


@dataclass(frozen=True)
class Studio:
    """Where a message's pictures are made: who draws them, and how they come to its workspace."""

    workspace_id: str
    artists: Executor
    call: Callable[..., Awaitable[Any]]
    """Calls a method of the Web API."""
    upload: Callable[[str, bytes], Awaitable[None]]
    tries: int
    """How often the message was tried before."""


class Pictures:
    """Remembers which workspaces refuse charts, and which pictures were uploaded there."""

    def __init__(self) -> None:
        self._refusing: set[str] = set()
        self._uploaded: dict[tuple[str, str], str] = {}

    async def show(self, blocks: Sequence[Block], say: Say, studio: Studio) -> Any:
        """Say the blocks as they are; if Slack refuses the charts among them, say them again with pictures instead."""
        charts = sum(block["type"] == CHART for block in blocks)
        if not charts or studio.workspace_id not in self._refusing:
            try:
                return await say(blocks)
            except SlackApiError as error:
                if not charts or verdict.word(error) != REFUSED:
                    raise
        answer = await self._say_drawn(blocks, say, studio)
        if charts <= CHARTS_IN_A_MESSAGE:  # from now on draw at once, instead of being refused each time
            self._refusing.add(studio.workspace_id)
        return answer

    async def _say_drawn(self, blocks: Sequence[Block], say: Say, studio: Studio) -> Any:
        drawn = [await self._instead_of(block, studio) if block["type"] == CHART else block for block in blocks]
        try:
            return await say(drawn)
        except SlackApiError as error:
            if verdict.word(error) == REFUSED and any("slack_file" in block for block in drawn):
                raise NotReady from error
            raise

    async def _instead_of(self, block: Block, studio: Studio) -> Block:
        """An image of the chart, or its words if there is no picture to be had."""
        chart = _chart(block)
        if studio.tries < PATIENCE:
            try:
                file_id = await self._file(block, chart, studio)
                return {"type": "image", "slack_file": {"id": file_id}, "alt_text": chart.alt[:LONGEST_ALT]}
            except SlackApiError as error:
                if verdict.wait(error) is not None or verdict.is_perhaps_done(error):
                    raise
        return {"type": "section", "text": {"type": "plain_text", "text": chart.alt}}

    async def _file(self, block: Block, chart: Chart, studio: Studio) -> str:
        """The id of the uploaded picture; a later try finds the one that an earlier try uploaded."""
        place = studio.workspace_id, json.dumps(block, sort_keys=True)
        if place not in self._uploaded:
            self._uploaded[place] = await _upload(chart, studio)
        if len(self._uploaded) > MOST_REMEMBERED:
            del self._uploaded[next(iter(self._uploaded))]
        return self._uploaded[place]


async def _upload(chart: Chart, studio: Studio) -> str:
    picture = await asyncio.get_running_loop().run_in_executor(studio.artists, png, chart)
    asked = {"filename": "chart.png", "length": len(picture), "alt_txt": chart.alt[:LONGEST_ALT]}
    begun = await studio.call("files.getUploadURLExternal", **asked)
    try:
        await studio.upload(begun["upload_url"], picture)
    except (aiohttp.ClientError, TimeoutError) as error:  # another host, which may be out of reach for good
        raise NotReady from error
    await studio.call("files.completeUploadExternal", files=[{"id": begun["file_id"], "title": chart.title}])
    return str(begun["file_id"])


def _chart(block: Block) -> Chart:
    drawn = block["chart"]
    series = {line["name"]: [point["value"] for point in line["data"]] for line in drawn["series"]}
    return Chart(block["title"], drawn["axis_config"]["categories"], series)
