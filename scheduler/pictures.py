"""A picture for a message, uploaded to Slack and shared nowhere: only the message shows it.

The upload is not the message: one that is repeated leaves a file that nobody sees.
"""

import asyncio

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from views import pictures
from views.blocks import Block
from views.charts import Chart

NAME = "digest.png"
_TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError)

log = structlog.get_logger("pictures")


async def picture(client: AsyncWebClient, charts: tuple[Chart, ...]) -> Block | None:
    """The charts as an image block; None where they cannot be drawn, or Slack does not take the file."""
    if not charts or not pictures.can_draw():
        return None
    png = await asyncio.to_thread(pictures.png, charts)
    try:
        file_id = await _upload(client, png)
    except _TROUBLE as error:
        log.info("picture_not_uploaded", error=type(error).__name__)
        return None
    words = " ".join(chart.in_words for chart in charts)
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": words[:2000]}


async def _upload(client: AsyncWebClient, png: bytes) -> str:
    """In Slack's three steps: https://docs.slack.dev/messaging/working-with-files"""
    place = await client.files_getUploadURLExternal(filename=NAME, length=len(png))
    async with _session(client).post(str(place["upload_url"]), data=png) as answer:
        answer.raise_for_status()
    file_id = str(place["file_id"])
    await client.files_completeUploadExternal(files=[{"id": file_id, "title": "Digest"}])
    return file_id


def _session(client: AsyncWebClient) -> aiohttp.ClientSession:
    assert client.session is not None, "the bot shares one session among all its requests"
    return client.session
