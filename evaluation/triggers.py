"""A published month stays as it was published, whoever asks; the next edition only supersedes it."""

from evaluation.models import Disclosure
from office.database.objects import frozen_when_published

Status = Disclosure.Status
TRIGGERS = frozen_when_published(
    "evaluation_disclosure",
    [field.attname for field in Disclosure._meta.local_concrete_fields if field.name != "status"],
    status="status",
    published=Status.PUBLISHED.value,
    superseded=Status.SUPERSEDED.value,
    function="evaluation_disclosure_frozen",
)
