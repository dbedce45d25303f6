"""One noun per module; import them from here."""

from requests_app.models.answers import Answer, Verdict
from requests_app.models.assignments import Assignment, Reply
from requests_app.models.case_states import CaseState
from requests_app.models.categories import Category, CategoryDepartment
from requests_app.models.class_disputes import ClassDispute
from requests_app.models.clocks import Clock, Pause
from requests_app.models.complaints import Complaint, Release
from requests_app.models.consultations import JointConsultation, Seat
from requests_app.models.contacts import Contact, Proposal, Question, Urging
from requests_app.models.disposals import Disposal
from requests_app.models.extensions import Extension
from requests_app.models.files import Attachment, DraftFile
from requests_app.models.findings import Finding
from requests_app.models.helping import Helper
from requests_app.models.later_questions import LaterQuestion
from requests_app.models.learning import Lesson
from requests_app.models.letters import Letter
from requests_app.models.look_backs import LookBack, LookBackDraw
from requests_app.models.openings import CaseOpening
from requests_app.models.presets import Preset, PresetDepartment
from requests_app.models.pressure import PressureAnswer
from requests_app.models.progress import ProgressRow, ProgressTable
from requests_app.models.promises import Promise, PromiseMilestone
from requests_app.models.receipts import AccessKey, LedgerCounter, Submission
from requests_app.models.requests import EnterpriseRequest
from requests_app.models.samples import ExclusionCheck, ExclusionSample
from requests_app.models.supervisions import Supervision
from requests_app.models.transfers import Transfer
from requests_app.models.verdict_keys import PhoneChange, VerdictKey
from requests_app.models.views import SavedView, StepDraft

__all__ = [
    "AccessKey",
    "Answer",
    "Assignment",
    "Attachment",
    "CaseOpening",
    "CaseState",
    "Category",
    "CategoryDepartment",
    "ClassDispute",
    "Clock",
    "Complaint",
    "Contact",
    "Disposal",
    "DraftFile",
    "EnterpriseRequest",
    "ExclusionCheck",
    "ExclusionSample",
    "Extension",
    "Finding",
    "Helper",
    "JointConsultation",
    "LaterQuestion",
    "LedgerCounter",
    "Lesson",
    "Letter",
    "LookBack",
    "LookBackDraw",
    "Pause",
    "PhoneChange",
    "Preset",
    "PresetDepartment",
    "PressureAnswer",
    "ProgressRow",
    "ProgressTable",
    "Promise",
    "PromiseMilestone",
    "Proposal",
    "Question",
    "Release",
    "Reply",
    "SavedView",
    "Seat",
    "StepDraft",
    "Submission",
    "Supervision",
    "Transfer",
    "Urging",
    "Verdict",
    "VerdictKey",
]
