"""Office hours of the invented year: when people write, call and sign."""

import random
from datetime import date, datetime, time, timedelta
from typing import Self

from office.calendar import LOCAL, WorkingCalendar, local_date

# Offices write in these hours, with noon between; enterprises write when they have time.
OFFICE = ((8, 40), (11, 50), (14, 5), (17, 40))
ENTERPRISE_HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 13, 14, 14, 15, 15, 16, 16, 17, 19, 20, 21)


class OfficeHours:
    """Instants on working days, drawn from a seeded source, so that the same day gives the same year."""

    def __init__(self, calendar: WorkingCalendar, rng: random.Random, now: datetime) -> None:
        self.calendar = calendar
        self.now = now
        self._rng = rng

    def drawn_from(self, seed: str) -> Self:
        """The same hours from an rng of their own, so that what one case draws moves no minute of another."""
        return type(self)(self.calendar, random.Random(seed), self.now)  # noqa: S311 - spreads invented minutes

    def later(self, at: datetime, working_days: int) -> datetime:
        """Some office hour of the n-th working day after `at`; 0: a little later, in office hours."""
        if working_days == 0:
            return self.soon(at)
        return self.at_office(self.calendar.add(local_date(at), working_days))

    def soon(self, at: datetime) -> datetime:
        """Half an hour to three hours later while the office is open, else the next morning."""
        then = at + timedelta(minutes=self._rng.randint(25, 170))
        day = local_date(then)
        opens, closes = self._at(day, *OFFICE[0]), self._at(day, *OFFICE[3])
        if self.calendar.is_working(day) and then < opens:
            return opens + timedelta(minutes=self._rng.randint(0, 70))
        if self.calendar.is_working(day) and then <= closes:
            return then
        morning = self._at(self.calendar.next_working(day), *OFFICE[0])
        return morning + timedelta(minutes=self._rng.randint(0, 90))

    def at_office(self, day: date) -> datetime:
        """A minute of that working day's morning or afternoon."""
        begins, ends = self._rng.choice(((OFFICE[0], OFFICE[1]), (OFFICE[2], OFFICE[3])))
        first, last = self._at(day, *begins), self._at(day, *ends)
        return first + timedelta(minutes=self._rng.randint(0, int((last - first).total_seconds() // 60)))

    def of_enterprise(self, day: date) -> datetime:
        return self._at(day, self._rng.choice(ENTERPRISE_HOURS), self._rng.randint(0, 59))

    def yesterday(self) -> datetime:
        """An office hour of the last working day before today."""
        return self.at_office(self.back(local_date(self.now), 1))

    def back(self, on: date, working_days: int) -> date:
        """The n-th working day before `on`; for 0 the last one up to it."""
        day = on
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        for _ in range(working_days):
            day -= timedelta(days=1)
            while not self.calendar.is_working(day):
                day -= timedelta(days=1)
        return day

    @staticmethod
    def _at(day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=LOCAL)
