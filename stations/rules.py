"""Rules over several rows that no constraint can hold: the verbs keep them, the doctor re-checks them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from groups.models import Representative
from groups.rules import overlapping
from office.calendar import local_date
from office.ports import DoctorCheck, doctor_checks
from stations.models import Enterprise, Posting, QRCode, Station
from stations.names import folded_name
from stations.roster_interests import employed_by, open_interests


def chained_mergers(at: datetime) -> Iterator[str]:
    for enterprise in Enterprise.objects.filter(same_as__same_as__isnull=False):
        yield f"{enterprise.name}：合并到的企业又合并到了别的企业"


def missing_default_station(at: datetime) -> Iterator[str]:
    if Station.objects.exists() and not Station.objects.open(local_date(at)).filter(is_default=True).exists():
        yield "没有在用的默认服务站，不从二维码进入的诉求无处可归"


def overlapping_postings(at: datetime) -> Iterator[str]:
    rows = Posting.objects.order_by("representative", "station", "since", "pk")
    spans = rows.values_list(
        "representative__name", "station__name", "representative", "station", "since", "until"
    )
    for name, station, *_ in overlapping((row[:4], row[4], row[5]) for row in spans):
        yield f"{name}，{station}：进站的时间段重叠"


def codes_that_lead_nowhere(at: datetime) -> Iterator[str]:
    """A printed code never dies: an ended one was replaced by one of the same owner."""
    ended = QRCode.objects.filter(until__isnull=False)
    kept = Q(replaced_by__station=F("station")) | Q(replaced_by__representative=F("representative"))
    for code in ended.exclude(pk__in=ended.filter(kept).values("pk")).select_related(
        "station", "representative"
    ):
        yield f"{code.station or code.representative}：二维码 {code.code} 停用后没有接续"


def employers_without_interest(at: datetime) -> Iterator[str]:
    """Whose employer is a registered enterprise, by name, without an interest on record (docs/domain.md § 1)."""
    people = list(Representative.objects.in_office(local_date(at)).exclude(employer_name="").by_name())
    enterprises = employed_by({folded_name(person.employer_name) for person in people} - {""})
    registered = open_interests([person.pk for person in people])
    for person in people:
        enterprise = enterprises.get(folded_name(person.employer_name))
        if enterprise is not None and enterprise.pk not in registered[person.pk]:
            yield (
                f"{person.name}（{person.certificate_number}）的工作单位就是已登记的企业“{enterprise.name}”，"
                "没有登记利害关系：请在后台“利害关系”中补登"
            )


def register() -> None:
    for check in (
        DoctorCheck("employers", "工作单位与利害关系", employers_without_interest),
        DoctorCheck("mergers", "企业合并", chained_mergers),
        DoctorCheck("default_station", "默认服务站", missing_default_station),
        DoctorCheck("posting_spans", "进站时间", overlapping_postings),
        DoctorCheck("qr_codes", "二维码接续", codes_that_lead_nowhere),
    ):
        doctor_checks.register(check)
