"""In which tables one case has rows: most cases have them in two or three, and the others need not be asked."""

from __future__ import annotations

from django.db import connection, models

from requests_app.models.answers import Answer
from requests_app.models.assignments import Reply
from requests_app.models.class_disputes import ClassDispute
from requests_app.models.clocks import Pause
from requests_app.models.complaints import Complaint, Release
from requests_app.models.consultations import JointConsultation
from requests_app.models.contacts import Proposal, Question, Urging
from requests_app.models.disposals import Disposal
from requests_app.models.extensions import Extension
from requests_app.models.files import Attachment
from requests_app.models.findings import Finding
from requests_app.models.helping import Helper
from requests_app.models.later_questions import LaterQuestion
from requests_app.models.letters import Letter
from requests_app.models.look_backs import LookBack
from requests_app.models.promises import Promise
from requests_app.models.supervisions import Supervision
from requests_app.models.transfers import Transfer

# A column for each of COLUMNS, in the same order.
PRESENT = """
    SELECT
        EXISTS (SELECT 1 FROM requests_app_answer WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_attachment WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_complaint WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_disposal WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_extension WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_finding WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_helper WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_jointconsultation WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_laterquestion WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_letter WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_lookback WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_pause WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_promise WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_proposal WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_question WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_release WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_supervision WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_transfer WHERE case_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_urging WHERE case_id = %(case)s),
        EXISTS (
            SELECT 1 FROM requests_app_reply JOIN requests_app_assignment part ON part.id = assignment_id
            WHERE part.case_id = %(case)s
        ),
        EXISTS (
            SELECT 1 FROM requests_app_classdispute JOIN requests_app_clock clock ON clock.id = clock_id
            WHERE clock.case_id = %(case)s
        ),
        EXISTS (SELECT 1 FROM requests_app_enterpriserequest WHERE leading_id = %(case)s AND status = 'merged'),
        EXISTS (SELECT 1 FROM requests_app_enterpriserequest WHERE leading_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_enterpriserequest WHERE split_from_id = %(case)s),
        EXISTS (SELECT 1 FROM requests_app_stepdraft WHERE case_id = %(case)s)
"""
COLUMNS: tuple[type[models.Model] | str, ...] = (
    Answer, Attachment, Complaint, Disposal, Extension, Finding, Helper, JointConsultation, LaterQuestion, Letter,
    LookBack, Pause, Promise, Proposal, Question, Release, Supervision, Transfer, Urging, Reply, ClassDispute,
    "merged", "followers", "parts", "drafts",
)  # fmt: skip


def present_in(case: int) -> frozenset[type[models.Model] | str]:
    """Those of COLUMNS that the case with this key has; "merged", "followers" and "parts" are other cases, "drafts" what is typed and not sent."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, {"case": case})
        found = cursor.fetchone()
    return frozenset(column for column, is_there in zip(COLUMNS, found, strict=True) if is_there)
