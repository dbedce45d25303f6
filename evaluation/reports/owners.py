"""Of whom a report tells: a station, a professional group, or the committee with everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evaluation.models import Report
from evaluation.models.reports import ReportScope as Scope
from evaluation.results import Key
from groups.models import ProfessionalGroup
from office import options
from stations.models import Station

COMMITTEE = "committee"


@dataclass(frozen=True)
class Owner:
    """`key` is `Report.owner`; `opened_on` and `closed_on` bound what can be told, None where nothing does."""

    scope: Scope
    key: str
    name: str
    station: Station | None = None
    group: ProfessionalGroup | None = None
    opened_on: date | None = None
    closed_on: date | None = None

    @property
    def figures_scope(self) -> dict[str, Key]:
        """As `evaluation.figures` narrows to one audience."""
        if self.station is not None:
            return {"station": self.station.pk}
        return {"group": self.group.pk} if self.group is not None else {}


def owner_of(report: Report, on: date) -> Owner:
    """`report.station` or `report.group` should be loaded; the name is that of the local date."""
    if report.station is not None:
        return of_station(report.station)
    return of_group(report.group) if report.group is not None else committee(on)


def all_owners(on: date) -> Iterator[Owner]:
    """The committee, each group, each station: in the order of the page."""
    yield committee(on)
    yield from (of_group(each) for each in ProfessionalGroup.objects.order_by("order"))
    yield from (of_station(each) for each in Station.objects.order_by("-is_default", "code"))


def owner_with_key(key: str, on: date) -> Owner | None:
    return next((each for each in all_owners(on) if each.key == key), None)


def committee(on: date) -> Owner:
    return Owner(Scope.COMMITTEE, COMMITTEE, str(options.value("office_name", on)))


def of_group(group: ProfessionalGroup) -> Owner:
    return Owner(Scope.GROUP, f"group:{group.code}", group.full_name, group=group)


def of_station(station: Station) -> Owner:
    return Owner(
        Scope.STATION,
        f"station:{station.code}",
        station.name,
        station=station,
        opened_on=station.opened_on,
        closed_on=station.closed_on,
    )
