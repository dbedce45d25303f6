import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import ProtectedError

from stations.models import FormerName, Interest, Posting, QRCode, Station, StationClerk
from tests.breaking import assert_refused, choices_without_constraint, constraints_of
from tests.groups.rows import a_representative, a_user
from tests.stations.board_breaches import BOARD_BREACHES
from tests.stations.consultations.breaches import CONSULTATION_BREACHES
from tests.stations.receptions import breaches as of_receptions
from tests.stations.rows import SINCE, a_station, an_enterprise
from tests.stations.shifts.breaches import SHIFT_BREACHES

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

EARLIER = dt.date(2025, 12, 31)


def a_clerk(**options: Any) -> StationClerk:
    return StationClerk.objects.create(
        **({"user": a_user(), "station": a_station(), "since": SINCE} | options)
    )


def a_posting(**options: Any) -> Posting:
    values = {"representative": a_representative(), "station": a_station(), "since": SINCE} | options
    return Posting.objects.create(**values)


def a_code(code: str = "abc", **options: Any) -> QRCode:
    values = {"code": code, "kind": "station", "since": SINCE} | options
    if "station" not in values and "representative" not in values:
        values["station"] = a_station()
    return QRCode.objects.create(**values)


def an_interest(**options: Any) -> Interest:
    values = {
        "representative": a_representative(),
        "enterprise": an_enterprise(),
        "kind": "employer",
        "since": SINCE,
    } | options
    return Interest.objects.create(**values)


def a_former_name(**options: Any) -> FormerName:
    values = {"name": "麻城市联众冲压件厂"} | options
    if "enterprise" not in values:
        values["enterprise"] = an_enterprise()
    return FormerName.objects.create(**values)


def twice(make: Callable[..., object], **shared: Callable[[], object]) -> Callable[[], None]:
    """Two rows with the same shared parts."""

    def both() -> None:
        parts = {name: build() for name, build in shared.items()}
        make(**parts)
        make(**parts)

    return both


def two_codes(**owner: Callable[[], object]) -> None:
    parts = {name: build() for name, build in owner.items()}
    kind = next(iter(parts))
    a_code("a", kind=kind, **parts)
    a_code("b", kind=kind, **parts)


def replaced_yet_open() -> None:
    a_code("a", replaced_by=a_code("b"))


def merged_into_itself() -> None:
    enterprise = an_enterprise()
    enterprise.same_as = enterprise
    enterprise.save()


BREACHES: dict[str, Callable[[], object]] = {
    "station_kind_is_known": lambda: a_station(kind="bar"),
    "station_board_theme_is_known": lambda: a_station(board_theme="pink"),
    "station_code_is_lower_case": lambda: a_station("ABC"),
    "station_default_is_one": twice(a_station, is_default=lambda: True),
    "station_default_is_open": lambda: a_station(is_default=True, closed_on=SINCE),
    "station_closes_after_it_opens": lambda: a_station(closed_on=EARLIER),
    "station_clerk_span_is_ordered": lambda: a_clerk(until=EARLIER),
    "station_clerk_is_open_once": twice(a_clerk, user=a_user, station=a_station),
    "posting_span_is_ordered": lambda: a_posting(until=EARLIER),
    "posting_is_open_once_per_station": twice(a_posting, representative=a_representative, station=a_station),
    "posting_primary_is_one": twice(a_posting, representative=a_representative, is_primary=lambda: True),
    "qr_code_kind_is_known": lambda: a_code(kind="policy"),
    "qr_code_span_is_ordered": lambda: a_code(until=EARLIER),
    "qr_code_is_lower_case": lambda: a_code("ABC"),
    "qr_code_leads_to_its_kind": lambda: a_code(kind="representative"),
    "qr_code_replaced_is_ended": replaced_yet_open,
    "qr_code_of_station_is_one": lambda: two_codes(station=a_station),
    "qr_code_of_representative_is_one": lambda: two_codes(representative=a_representative),
    "enterprise_size_is_known": lambda: an_enterprise(size="giant"),
    "enterprise_has_name": lambda: an_enterprise(""),
    "enterprise_uscc_is_not_empty": lambda: an_enterprise(uscc=""),
    "enterprise_external_id_is_not_empty": lambda: an_enterprise(external_id=""),
    "enterprise_is_not_merged_into_itself": merged_into_itself,
    "former_name_is_a_name": lambda: a_former_name(name="（）"),
    "former_name_once": twice(a_former_name, enterprise=an_enterprise),
    "interest_kind_is_known": lambda: an_interest(kind="fan"),
    "interest_span_is_ordered": lambda: an_interest(until=EARLIER),
    "interest_is_open_once": twice(an_interest, representative=a_representative, enterprise=an_enterprise),
    **of_receptions.BREACHES,
    **CONSULTATION_BREACHES,
    **SHIFT_BREACHES,
    **BOARD_BREACHES,
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_refuses(name: str) -> None:
    assert_refused(name, BREACHES[name])


def test_every_constraint_is_broken_once() -> None:
    assert constraints_of("stations") == set(BREACHES)


def test_every_choice_has_its_constraint() -> None:
    assert list(choices_without_constraint("stations")) == []


def test_a_code_is_of_one_owner_only() -> None:
    both = {"station": a_station(), "representative": a_representative()}
    assert_refused("qr_code_leads_to_its_kind", lambda: a_code(**both))


def test_a_station_with_history_is_not_deleted() -> None:
    a_posting()
    with pytest.raises(ProtectedError):
        Station.objects.get().delete()


def test_a_former_posting_makes_room_for_the_next() -> None:
    posting = a_posting(is_primary=True, until=SINCE)
    a_posting(representative=posting.representative, station=posting.station, is_primary=True)
