"""Every recurring job of the platform in one table.

`office/queue.py: tick()` claims one row for each name and time slot, so that two queues, or one that was down
for three days, run a job once for a slot.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recurring:
    """`call` is the dotted path of a function that takes `at=`; `when` is a cron line in Asia/Shanghai."""

    name: str
    call: str
    when: str


SCHEDULE: tuple[Recurring, ...] = ()
