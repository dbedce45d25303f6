"""A published progress table stays as it was published, its rows and units too; the next edition supersedes it."""

from office.database.objects import frozen_when_published, frozen_with
from requests_app.models import ProgressTable

Status = ProgressTable.Status
PUBLISHED = (Status.PUBLISHED.value, Status.SUPERSEDED.value)
TRIGGERS = (
    *frozen_when_published(
        "requests_app_progresstable",
        [field.attname for field in ProgressTable._meta.local_concrete_fields if field.name != "status"],
        status="status",
        published=Status.PUBLISHED.value,
        superseded=Status.SUPERSEDED.value,
        function="requests_app_table_frozen",
    ),
    *frozen_with(
        "requests_app_progressrow",
        "table_id",
        parent="requests_app_progresstable",
        published=PUBLISHED,
        function="requests_app_row_frozen",
    ),
    *frozen_with(
        "requests_app_progresstable_units",
        "progresstable_id",
        parent="requests_app_progresstable",
        published=PUBLISHED,
        function="requests_app_unit_frozen",
    ),
)
