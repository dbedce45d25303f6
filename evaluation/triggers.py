"""What was published or approved stays as it was, whoever asks; the next edition only supersedes it."""

from evaluation.models import Disclosure, Evaluation, Report, Scheme
from office.database.objects import frozen_when_published, frozen_with


def _columns(model: type[Disclosure] | type[Evaluation] | type[Report] | type[Scheme]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields if field.name != "status"]


_FROZEN = (Evaluation.Status.FROZEN.value, Evaluation.Status.SUPERSEDED.value)
TRIGGERS = (
    *frozen_when_published(
        "evaluation_disclosure",
        _columns(Disclosure),
        status="status",
        published=Disclosure.Status.PUBLISHED.value,
        superseded=Disclosure.Status.SUPERSEDED.value,
        function="evaluation_disclosure_frozen",
    ),
    *frozen_when_published(
        "evaluation_evaluation",
        _columns(Evaluation),
        status="status",
        published=_FROZEN[0],
        superseded=_FROZEN[1],
        function="evaluation_evaluation_frozen",
    ),
    *frozen_with(
        "evaluation_scoreline",
        "evaluation_id",
        parent="evaluation_evaluation",
        published=_FROZEN,
        function="evaluation_scoreline_frozen",
    ),
    *frozen_when_published(
        "evaluation_report",
        _columns(Report),
        status="status",
        published=Report.Status.PUBLISHED.value,
        superseded=Report.Status.SUPERSEDED.value,
        function="evaluation_report_frozen",
    ),
    *frozen_with(
        "evaluation_reportsection",
        "report_id",
        parent="evaluation_report",
        published=(Report.Status.PUBLISHED.value, Report.Status.SUPERSEDED.value),
        function="evaluation_reportsection_frozen",
    ),
    # Years are judged by the values that were in force: an approved scheme is only ended.
    *frozen_when_published(
        "evaluation_scheme",
        _columns(Scheme),
        status="status",
        published=Scheme.Status.APPROVED.value,
        superseded=Scheme.Status.ENDED.value,
        function="evaluation_scheme_frozen",
    ),
)
