"""A copy of what is stored about a requester, in one file, for whoever asks and shows who they are (个人信息保护法)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import Event, User
from office.refusals import Refused
from office.sheets import Cell, write_xlsx
from office.typed.phones import Phone
from office.verbs import verb
from requests_app.access import parties
from requests_app.access.case_access import access_of
from requests_app.models import Answer, Attachment, Contact, EnterpriseRequest, LookBack, Question, Verdict
from requests_app.models.case_file import CaseFile
from requests_app.models.files import ENTERPRISE_OWN
from requests_app.steps.table import STEPS
from stations import visitors_data

COLUMNS = ("类别", "项目", "内容", "时间")
# Steps whose words stand in a row of their own, which says more of them.
TOLD_BY_ROWS = frozenset({"submit", "rate"})
# What a value beside an event is, where the name of the step does not say it.
SAID = {"old": "原来的", "new": "改为", "reason": "原因"}
Rows = Iterator[tuple[Cell, ...]]


@verb
def export_personal(case: EnterpriseRequest, *, checked: str, by: User, at: datetime) -> bytes:
    """The workbook, with what stations keep of the same telephone; recorded with how the asking person was identified. Refused: `not_yours`, `missing`."""
    if parties.STAFF not in access_of(CaseFile(case), by, local_date(at)).parties:
        raise Refused("not_yours", "个人信息由代表工作机构提供")
    if not checked.strip():
        raise Refused("missing", "请写明怎样核对了来人身份", field="checked")
    content = write_xlsx(f"{case.ledger_number} 个人信息", COLUMNS, _rows(case))
    fact = events.Fact(case.subject, "export_personal", {}, {"reason": checked.strip()})
    events.record(fact, by=Actor.of(by), at=at)
    return content


def _rows(case: EnterpriseRequest) -> Rows:
    yield from _registered(case)
    yield from _said(case)
    yield from _answers(case)
    yield from visitors_data.of_telephone(case.phone)


def _registered(case: EnterpriseRequest) -> Rows:
    values = {
        "受理编号": case.ledger_number,
        "反映人": case.get_requester_kind_display(),
        "企业名称": case.enterprise_name,
        "统一社会信用代码": case.uscc,
        "联系人": case.contact,
        "联系电话": str(Phone(case.phone, case.phone_extension)),
        "电子邮箱": case.email,
        "同意向承办单位提供联系方式": "是" if case.share_contact else "否",
        "要求不公开": "是" if case.private else "否",
    }
    for item, value in values.items():
        yield "登记信息", item, value, case.submitted_at


def _said(case: EnterpriseRequest) -> Rows:
    yield "您提交的", "问题或建议", case.text_original or case.text, case.submitted_at
    for question in Question.objects.filter(case=case):
        yield "您提交的", f"补充说明（{question.text}）", question.answer, question.answered_at
    yield from _own_steps(case)
    for verdict in Verdict.objects.filter(case=case):
        words = "，".join(filter(None, (verdict.get_satisfaction_display(), verdict.reason)))
        yield "您提交的", f"评价（{verdict.get_given_by_display()}）", words, verdict.given_at
    own = Attachment.objects.filter(case=case, purpose__in=ENTERPRISE_OWN).select_related("file")
    for attachment in own:
        yield "您提交的", "附件", attachment.file.name, attachment.added_at


def _own_steps(case: EnterpriseRequest) -> Rows:
    """Every word that came with a step of theirs: a step that is new stands here without being named."""
    for event in events.timeline(case.subject).filter(by_kind=Event.By.REQUESTER):
        if event.action in TOLD_BY_ROWS or "question" in event.data:
            continue
        step = STEPS.get(event.action)
        for name in sorted(event.private_by_name):
            item = "，".join(filter(None, (step.label if step else event.action, SAID.get(name, ""))))
            yield "您提交的", item, event.private(name), event.at


def _answers(case: EnterpriseRequest) -> Rows:
    for contact in Contact.objects.filter(case=case):
        reached = "已联系上" if contact.reached else "联系不上"
        yield "与您的联系", contact.get_how_display(), f"{reached}：{contact.said}", contact.contacted_at
    for row in LookBack.objects.filter(case=case).exclude(said=""):
        yield "与您的联系", "回头看", row.said, row.done_at
    for answer in Answer.objects.filter(case=case):
        yield "给您的答复", f"第 {answer.round} 轮", answer.text, answer.answered_at
