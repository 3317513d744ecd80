"""Pace (pure): where a goal stands, the steps on the way to it, what it takes, and whether quality holds.

Begin reading at `measure(plan, done, today, calendar)`. All amounts are minor units or counts, all results exact.
"""

from bot.domain.pace.arithmetic import Pace, Status, Thresholds, measure
from bot.domain.pace.curve import Curve, curve_of
from bot.domain.pace.explanation import Part, Said, explain
from bot.domain.pace.plan import ENOUGH_CASES, Plan, Rung
from bot.domain.pace.quality import Quality, Tally, Trend, quality_of
from bot.domain.pace.reach import ENOUGH_DEALS, Effort, Known, Stretch, average_deal, close_rate, effort, ramp, stretch
from bot.domain.pace.steps import Step, crossed, reached, steps_of

__all__ = [
    "ENOUGH_CASES",
    "ENOUGH_DEALS",
    "Curve",
    "Effort",
    "Known",
    "Pace",
    "Part",
    "Plan",
    "Quality",
    "Rung",
    "Said",
    "Status",
    "Step",
    "Stretch",
    "Tally",
    "Thresholds",
    "Trend",
    "average_deal",
    "close_rate",
    "crossed",
    "curve_of",
    "effort",
    "explain",
    "measure",
    "quality_of",
    "ramp",
    "reached",
    "steps_of",
    "stretch",
]
