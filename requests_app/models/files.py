"""Files of a case, and those kept from a form that was not accepted yet."""

from __future__ import annotations

from django.db import models

from casework.models import drafts, files
from casework.models.constraints import known
from requests_app.models.assignments import Assignment
from requests_app.models.requests import EnterpriseRequest


class Purpose(models.TextChoices):
    INTAKE = "intake", "反映材料"
    SUPPLEMENT = "supplement", "补充材料"
    QUESTION = "question", "提问附件"
    CONTACT = "contact", "联系附件"
    OPINION = "opinion", "会办意见附件"
    REPLY = "reply", "回复附件"
    SCAN = "scan", "盖章件扫描"
    ANSWER = "answer", "答复附件"
    VERDICT = "verdict", "评价附件"
    PAPER = "paper", "纸质登记"
    MINUTES = "minutes", "会诊纪要"
    PROOF = "proof", "兑现材料"
    RELEASED = "released", "放行材料"


ENTERPRISE_OWN = (Purpose.INTAKE, Purpose.SUPPLEMENT, Purpose.VERDICT)


class Attachment(files.Attachment):
    Purpose = Purpose

    case = models.ForeignKey(
        EnterpriseRequest, models.PROTECT, related_name="attachments", verbose_name="诉求"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name="承办"
    )
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)

    class Meta(files.Attachment.Meta):
        verbose_name = verbose_name_plural = "附件"
        constraints = [
            known("purpose", Purpose, "attachment_purpose_known"),
            models.UniqueConstraint(fields=["case", "file"], name="attachment_file_once"),
        ]


class DraftFile(drafts.DraftFile):
    """A file of a form that came back with errors: kept for some days (`keep_draft_days`)."""

    class Meta(drafts.DraftFile.Meta):
        verbose_name = verbose_name_plural = "未提交的附件"
        indexes = [models.Index(fields=["submission_key"], name="draft_file_key")]
        constraints = [
            models.UniqueConstraint(fields=["submission_key", "file"], name="draft_file_once"),
        ]
