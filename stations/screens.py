"""What a station's lobby screen may show beside the plain figures: switched by the approver (docs/domain.md § 6)."""

from datetime import datetime

from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.refusals import Refused
from office.roles import Role, roles_of
from office.verbs import verb
from stations.models import Station


@verb
def switch_screen(
    station: Station, *, shows_overdue: bool, shows_supervision: bool, by: Actor, at: datetime
) -> Station:
    """Units with 超期, and the scene 重点督办. A repeat changes nothing. Refused: `not_yours` (approver only)."""
    if by.user is None or Role.APPROVER not in roles_of(by.user, local_date(at)):
        raise Refused("not_yours", "大屏显示内容由审签人决定")
    station = Station.objects.select_for_update().get(pk=station.pk)
    before = {"shows_overdue": station.shows_overdue, "shows_supervision": station.shows_supervision}
    after = {"shows_overdue": shows_overdue, "shows_supervision": shows_supervision}
    if before == after:
        return station
    station.shows_overdue, station.shows_supervision = shows_overdue, shows_supervision
    station.save(update_fields=["shows_overdue", "shows_supervision"])
    changed = [name for name in after if before[name] != after[name]]
    data = {name: {"before": before[name], "after": after[name]} for name in changed}
    record(Fact(f"station:{station.pk}", "screen_switched", data), by=by, at=at)
    return station
