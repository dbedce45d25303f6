"""What is published of a month, the public wording of single cases, duties and the evaluation of a year."""

from evaluation.models.accounts import Account
from evaluation.models.assessments import Assessment, Assessor
from evaluation.models.disclosures import Disclosure, Objection
from evaluation.models.duty_files import DutyEntry, DutyFileLink, DutyObjection
from evaluation.models.evaluations import Evaluation, ScoreLine, ScoreObjection
from evaluation.models.exemptions import Exemption
from evaluation.models.kept_analyses import KeptAnalysis
from evaluation.models.public_entries import PublicEntry
from evaluation.models.reports import Report, ReportComment, ReportReader, ReportReading, ReportSection
from evaluation.models.schemes import Scheme, SchemeTrial
from evaluation.models.stars import Star
from evaluation.models.surveys import Survey, SurveyAnswer, SurveyInvitation

__all__ = [
    "Account",
    "Assessment",
    "Assessor",
    "Disclosure",
    "DutyEntry",
    "DutyFileLink",
    "DutyObjection",
    "Evaluation",
    "Exemption",
    "KeptAnalysis",
    "Objection",
    "PublicEntry",
    "Report",
    "ReportComment",
    "ReportReader",
    "ReportReading",
    "ReportSection",
    "Scheme",
    "SchemeTrial",
    "ScoreLine",
    "ScoreObjection",
    "Star",
    "Survey",
    "SurveyAnswer",
    "SurveyInvitation",
]
