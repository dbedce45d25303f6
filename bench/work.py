"""What the queue does by night: a month's figures for all audiences, three thousand reminders."""

import datetime as dt
import statistics
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.report import Report
from evaluation import figures
from evaluation.periods import Month
from office.calendar import LOCAL, local_date
from office.models import Message, Notice
from office.notifications.notices import BATCH
from requests_app.deadlines import reminders
from requests_app.models import Clock, EnterpriseRequest

ROUNDS = 5
NOTICES = 3000
# The same counts in one pass for every station, group and representative at once; sums of it serve all audiences.
MONTH_AT_ONCE = """
    SELECT item.station_id, item.group_id, item.representative_id, part.department_id, COUNT(DISTINCT item.id),
        COUNT(CASE WHEN clock.kind = 'contact' AND clock.stop_reason = 'done'
            AND clock.stopped_on <= clock.first_due_on THEN 1 END),
        COUNT(CASE WHEN clock.kind = 'contact' THEN 1 END),
        COUNT(CASE WHEN clock.kind = 'answer' AND clock.stop_reason = 'done'
            AND clock.stopped_on <= clock.first_due_on THEN 1 END),
        COUNT(CASE WHEN clock.kind = 'answer' THEN 1 END),
        COUNT(CASE WHEN clock.kind = 'reply' AND clock.stop_reason = 'done'
            AND clock.stopped_on <= clock.first_due_on THEN 1 END),
        COUNT(CASE WHEN clock.kind = 'reply' THEN 1 END),
        COUNT(CASE WHEN item.status = 'closed' AND item.outcome = 'settled' THEN 1 END),
        COUNT(CASE WHEN verdict.satisfaction IN ('satisfied', 'mostly') THEN 1 END), COUNT(verdict.id)
    FROM requests_app_clock clock
    JOIN requests_app_enterpriserequest item ON item.id = clock.case_id
    LEFT JOIN requests_app_assignment part ON part.case_id = item.id AND part.part = 'lead'
    LEFT JOIN requests_app_verdict verdict ON verdict.case_id = item.id
    WHERE clock.first_due_on >= %s AND clock.first_due_on < %s
    GROUP BY item.station_id, item.group_id, item.representative_id, part.department_id
"""


def measure(report: Report) -> None:
    """The lines figures_month and reminders_3000."""
    for name, measured in (("figures_month", _figures), ("reminders_3000", _reminders)):
        if report.wants(name):
            with report.measuring(name):
                measured(report)


def _figures(report: Report) -> None:
    on = local_date(timezone.now())
    month = Month.of(on - dt.timedelta(days=60))

    def ours() -> None:
        figures.count_month(month, as_of=figures.AsOf(on), dimensions=figures.DIMENSIONS)

    def theirs() -> None:
        with connection.cursor() as cursor:
            cursor.execute(MONTH_AT_ONCE, [month.from_on, month.to_on])
            cursor.fetchall()

    ratios, beside = _alternating(ours, theirs)
    report.line("figures_month", ratios, "of one pass of SQL, all audiences of a month", beside=beside)


def _reminders(report: Report) -> None:
    """Within a transaction that is rolled back, so that each round finds the same."""
    at = timezone.now().astimezone(LOCAL).replace(hour=10)
    with transaction.atomic():
        _make_due(local_date(at))
        with transaction.atomic():
            written = reminders.remind(at)
            rows, messages = list(Notice.objects.order_by("-pk")[:written]), list(Message.objects.all())
            transaction.set_rollback(True)

        def ours() -> None:
            with transaction.atomic():
                reminders.remind(at)
                transaction.set_rollback(True)

        def theirs() -> None:
            with transaction.atomic():
                for row in (*messages, *rows):
                    row.pk = None
                Message.objects.bulk_create(messages, batch_size=BATCH, ignore_conflicts=True)
                for row in rows:
                    row.message = None
                Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
                transaction.set_rollback(True)

        ratios, beside = _alternating(ours, theirs)
        transaction.set_rollback(True)
    what = f"of bulk_create alone, finding and writing {written} notices"
    report.line("reminders_3000", ratios, what, beside=beside)


def _make_due(on: dt.date) -> None:
    """Clocks for accepting, due today: each reminds the one liaison of its group."""
    cases = EnterpriseRequest.objects.filter(group__isnull=False, closed_at__isnull=False)[:NOTICES]
    at = timezone.now()
    Clock.objects.running().update(stopped_at=at, stopped_on=on, stop_reason="void")
    Clock.objects.bulk_create(
        [
            Clock(
                case=case,
                kind="accept",
                round=2,
                started_at=at,
                start_on=on,
                days=1,
                first_due_on=on,
                due_on=on,
                due_at=at,
            )
            for case in cases
        ],
        batch_size=BATCH,
    )


def _alternating(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[list[float], str]:
    """Ratios A B A B …, and in words the medians in milliseconds and how often ours asks the database."""
    with CaptureQueriesContext(connection) as captured:
        ours()
    theirs()
    pairs = [(_took(ours), _took(theirs)) for _ in range(ROUNDS)]
    own, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [a / b for a, b in pairs], f"{own:.0f} / {other:.0f} ms, {len(captured)} questions"


def _took(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000
