"""A Slack workspace on this computer: its Web API, its people, and a page in the browser."""

from bot.sandbox.clock import Clock
from bot.sandbox.errors import NotVisible
from bot.sandbox.faults import Faults
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.requests import NoAnswer, Request, Response
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.views import View
from bot.sandbox.workspace import Channel

__all__ = [
    "Channel",
    "Clock",
    "Faults",
    "Message",
    "NoAnswer",
    "NotVisible",
    "Person",
    "Request",
    "Response",
    "Sandbox",
    "View",
]
