"""What the demo's months, and the progress tables of its groups, must show."""

from evaluation import corrections
from evaluation.models import Disclosure
from requests_app.models import ProgressTable


def expect_published_months() -> None:
    published = Disclosure.objects.filter(status=Disclosure.Status.PUBLISHED, station__code="gyllzx")
    assert published.count() >= 10
    again = Disclosure.objects.filter(status__in=("published", "superseded")).select_related("station")
    assert again.count() >= 14
    assert [row for row in again if not corrections.is_countable(row) or corrections.moved(row)] == []
    assert Disclosure.objects.filter(status=Disclosure.Status.SUBMITTED).exists()
    tables = ProgressTable.objects.all()
    assert tables.published().count() >= 8
    assert tables.filter(status="superseded").count() == tables.filter(edition=2).count() == 1
    assert tables.get(status="draft").rows.filter(written_at__isnull=True).exists()
