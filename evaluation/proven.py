"""Which rows of this app are proven (office/events/proven.py)."""

from evaluation.models import (
    Assessment,
    Assessor,
    Disclosure,
    Evaluation,
    Exemption,
    Objection,
    PublicEntry,
    Report,
    ReportComment,
    ReportReader,
    ReportSection,
    Scheme,
    SchemeTrial,
    ScoreLine,
    ScoreObjection,
    Star,
)
from office.events.proven import ProvenRows

TABLES = (
    ProvenRows(Disclosure, "disclosure"),
    ProvenRows(Objection, "disclosure", "disclosure"),
    ProvenRows(PublicEntry, "case", "case"),
    ProvenRows(Scheme, "scheme"),
    ProvenRows(SchemeTrial, "scheme", "scheme"),
    ProvenRows(Exemption, "exemption"),
    ProvenRows(Evaluation, "evaluation"),
    ProvenRows(ScoreLine, "evaluation", "evaluation"),
    ProvenRows(ScoreObjection, "evaluation", "evaluation"),
    ProvenRows(Assessor, "assessor"),
    ProvenRows(Assessment, "assessment"),
    ProvenRows(Star, "star"),
    ProvenRows(Report, "report"),
    ProvenRows(ReportSection, "report", "report"),
    ProvenRows(ReportComment, "report", "report"),
    ProvenRows(ReportReader, "report_reader"),
)
