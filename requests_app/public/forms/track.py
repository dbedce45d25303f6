"""P3: the look-up form, and the requester's own steps in words for the requester."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from django import forms
from django.utils.datastructures import MultiValueDict

from casework.engine import Step
from casework.forms.choices import Cards
from casework.forms.files import FILES_HINT, DraftedFilesField
from casework.forms.steps import StepForm, form_for
from casework.history import last_seq
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import ReadField
from office.form_stamps import Stamp
from office.typed import phones
from requests_app.access import tracking
from requests_app.intake.checklists import asked_about
from requests_app.intake.form_files import FormFiles
from requests_app.models import Answer, EnterpriseRequest, LaterQuestion
from requests_app.models.answers import Satisfaction
from requests_app.models.assignments import ResultClass
from requests_app.models.case_file import CaseFile
from requests_app.models.category_table import top_categories
from requests_app.public import own_words
from requests_app.public.forms import checklists, correcting
from requests_app.public.own_steps import WORDS, Words
from requests_app.steps.closing import answer_days_again
from requests_app.steps.corrections import open_fields
from requests_app.steps.verdicts import refused_before
from requests_app.steps.withdrawals import WithdrawReason

NO_MATCH = "查询码或联系电话后四位不对，请对照回执核对后再试"
NO_MATCH_WITHOUT = "没有填联系电话后四位：留言时留了电话的必须填；没有留电话的，请核对查询码"


class CodeField(ReadField):
    read = staticmethod(tracking.read_code)


class EndingField(ReadField):
    """Four digits, or the whole number, which stays open where four digits were tried too often."""

    read = staticmethod(phones.ending)


class TrackForm(forms.Form):
    code = CodeField(
        label="查询码",
        help_text="回执上的 12 位数字。",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填写 12 位查询码"},
    )
    last4 = EndingField(
        label="联系电话后四位",
        help_text="填的是带分机的电话，分机前或最末的四位都可以。留言时没有留电话的，可以不填。",
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last4"].conditional = True  # type: ignore[attr-defined]


# What a yes and a no to each class's question say (docs/domain.md § 3).
AGREED = {
    ResultClass.A: ("解决了", "没有解决"),
    ResultClass.B: ("认可", "不认可"),
    ResultClass.C: ("说清楚了", "没有说清楚"),
    ResultClass.D: ("说清楚了", "没有说清楚"),
}
ASKED_WHY = "请写明原因，"
WORKED_ON_AGAIN = "我们会重新办理，{days} 个工作日内再答复您"
KEPT = [("yes", "做到了"), ("no", "没有做到")]
LOOKED_BACK_AT = "没有参与办理的人会联系您"
SETTLED_BY_STAFF = "由代表工作机构作后续处理"
PRESSED = "有人劝我撤回"


@dataclass(frozen=True)
class OwnForm:
    """The form of one of the requester's steps, sent once under its stamp; its files survive errors."""

    step: Step
    form: StepForm
    stamp: Stamp
    drafts: FormFiles
    question: str = ""
    # The last event that the requester had before the eyes when the form was opened; 0: not known.
    seen: int = 0
    # What to know before the button is pressed.
    hint: str = ""
    # The page says that the same was sent a moment ago; the next press means it.
    asks_again: bool = False

    @classmethod
    def of(
        cls,
        step: Step,
        file: CaseFile,
        *,
        by: Actor,
        at: datetime,
        answer: Answer | None = None,
        data: MultiValueDict[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        chosen: str = "",
    ) -> Self:
        """Blank without `data`. `answer` is what a verdict is about, `chosen` the field to correct."""
        case = file.case
        form = form_for(step, case, on=local_date(at), data=data, files=files)
        _word(form, case, answer, local_date(at))
        if step.name == "supplement":
            checklists.ask(form, asked_about(file))
        if step.name == "correct":
            _ask_what_may_be_corrected(form, case, by, chosen, local_date(at))
        stamp = (Stamp.read(data.get("stamp", ""), at) if data is not None else None) or Stamp.fresh(at)
        drafts = FormFiles(stamp.key)
        # Read by components/field.html.
        form.kept_files = drafts.files  # type: ignore[attr-defined]
        seen = _seen(data.get("seen", "")) if data is not None else last_seq(case.subject)
        hint = own_words.hint(step, file, local_date(at))
        return cls(step, form, stamp, drafts, _question(step, case, answer), seen, hint)

    @property
    def is_blank(self) -> bool:
        """Whether its fields are the same for everybody; a correction begins with what stands there."""
        return not self.form.is_bound and self.step.name != "correct"

    @property
    def variant(self) -> str:
        """What tells two blank forms of one step apart, for the cache of their fields."""
        field: Any = self.form.fields.get("agreed")
        hints = getattr(field.widget, "hints", {}).values() if field is not None else ()
        return "-".join([*hints, *(name for name in self.form.fields if name not in self.form.declared)])

    @property
    def words(self) -> Words:
        return WORDS[self.step.name]

    @property
    def title(self) -> str:
        """The question itself, where the page is nothing but a question."""
        return self.question if self.step.name == "still_there" and self.question else self.words.title

    @property
    def is_meant_again(self) -> bool:
        """Whether the page that said 您刚才已提交过 was answered."""
        return self.stamp.is_repeated_by(self.form.data.get("again", ""))

    @property
    def body(self) -> str:
        """SHA-256 over what was typed, chosen and attached: the same form sent again has the same."""
        names = [name for name in self.form.fields if name != "files"]
        said: dict[str, Any] = {"": self.step.name} | {
            name: _values(self.form.data, name) for name in (*names, "files_kept")
        }
        uploads = self.form.files.getlist("files") if self.form.files else []
        said["files"] = [(upload.name, upload.size) for upload in uploads]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def renewed(self, *, seen: int, at: datetime) -> Self:
        """The same words and files under a new stamp, to be sent once more as something of their own."""
        stamp = Stamp.fresh(at)
        self.drafts.rename(stamp.key, at=at)
        return replace(self, stamp=stamp, seen=seen)

    def receive_files(self, at: datetime, *, address: str) -> None:
        """Store what was sent, whatever else is wrong with the form."""
        if "files" not in self.form.fields:
            return
        self.form.full_clean()
        self.drafts.keep(self.form.data.getlist("files_kept"))  # type: ignore[attr-defined]
        uploads = self.form.cleaned_data.pop("files", ())
        self.drafts.receive(uploads, at=at, address=address, is_complete=not self.form.errors)
        if self.drafts.refusals:
            self.form.add_error("files", self.drafts.refusals)

    def add_gaps(self, case: EnterpriseRequest, *, by: Actor, at: datetime) -> None:
        """All that is to be put right at once."""
        self.form.add_gaps(case, by=by, at=at, files=tuple(self.drafts.files))

    def given(self, *, by: Actor, at: datetime) -> Any:
        given = self.form.inputs(by=by, at=at)
        return replace(given, files=tuple(self.drafts.files)) if "files" in self.form.fields else given


def _question(step: Step, case: EnterpriseRequest, answer: Answer | None) -> str:
    if step.name == "still_there":
        asked = LaterQuestion.objects.unanswered().filter(case=case, round=case.round).first()
        return asked.get_kind_display() if asked else ""
    return answer.question if answer else ""


def _values(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else [data.get(name, "")]


def _seen(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _word(form: StepForm, case: EnterpriseRequest, answer: Answer | None, on: date) -> None:
    if "files" in form.fields:
        form.fields["files"] = DraftedFilesField(
            label=form.fields["files"].label, required=False, help_text=FILES_HINT
        )
    if form.step.name == "rate" and answer is not None:
        _put_the_question(form, answer, case, on)
    if form.step.name == "still_there":
        _ask_whether_it_holds(form, case)
    if form.step.name in ("withdraw", "ask_withdrawal"):
        reason: Any = form.fields["reason"]
        reason.choices = [
            (name, PRESSED if name == WithdrawReason.PRESSED else label) for name, label in reason.choices
        ]


def _ask_what_may_be_corrected(
    form: StepForm, case: EnterpriseRequest, by: Actor, asked: str, on: date
) -> None:
    """A signed sheet is the desk's to ask for."""
    del form.fields["files"]
    field: Any = form.fields["field"]
    may = open_fields(case, by)
    field.choices = list(may.items())
    if chosen := correcting.chosen_in(form, list(may), asked=asked):
        correcting.ask_for(form, chosen, case, top_categories(on))


def _ask_whether_it_holds(form: StepForm, case: EnterpriseRequest) -> None:
    """Of a promise whether it was kept, else whether the matter is solved for good; a no is called about."""
    promised = LaterQuestion.objects.unanswered().filter(
        case=case, round=case.round, kind=LaterQuestion.Kind.KEPT
    )
    holds: Any = form.fields["holds"]
    choices = KEPT if promised.exists() else holds.choices
    holds.widget = Cards(hints={"no": LOOKED_BACK_AT})
    holds.choices = choices


def _put_the_question(form: StepForm, answer: Answer, case: EnterpriseRequest, on: date) -> None:
    """满意与否, and the class's own question; what a no leads to stands beside it."""
    is_second_no = case.round > 1 and refused_before(case)
    again = WORKED_ON_AGAIN.format(days=answer_days_again(case, on))
    consequence = SETTLED_BY_STAFF if is_second_no else again
    satisfaction: Any = form.fields["satisfaction"]
    satisfaction.label = "您对这次答复满意吗"
    satisfaction.widget = Cards(hints={Satisfaction.DISSATISFIED: f"{ASKED_WHY}{consequence}"})
    satisfaction.widget.choices = satisfaction.choices
    yes, no = AGREED[ResultClass(answer.result_class)]
    agreed: Any = form.fields["agreed"]
    agreed.label = answer.question
    agreed.widget = Cards(hints={"no": consequence})
    agreed.choices = [("yes", yes), ("no", no)]
    form.fields["reason"].label = "原因或建议"
    form.fields["reason"].help_text = "选“不满意”时请写明原因，我们才知道怎样改进。"
