"""P1, the visitor's form: what a person types, checked and cleaned; `intake_of` turns it into an `Intake`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from casework.forms.choices import Cards, Tick
from casework.forms.files import FILES_HINT, DraftedFilesField
from office.form_fields import (
    CleanedTextField,
    CreditCodeField,
    CreditCodeInput,
    EmailField,
    PhoneField,
    refuse,
)
from office.form_stamps import Stamp
from office.models import StoredFile
from office.models.notices import Channel
from office.notifications.hints import if_set_up
from office.numbers import PHONE_MESSAGE
from office.refusals import Refused
from office.typed import phones
from requests_app.intake import triage_flags
from requests_app.intake.entry_points import EntryPoint
from requests_app.intake.form_files import FormFiles
from requests_app.intake.intake import Intake
from requests_app.models import Category
from requests_app.models.category_table import top_categories
from requests_app.models.requests import RequesterKind
from stations import requester_fields
from stations.requester_fields import NAME_MISSING

TEXT_AT_MOST = 1000
TEXT_AT_LEAST = 5
HASTY_UNDER = timedelta(seconds=3)

# What is missing beside a name that is: of who has not said yet, too, so that nobody is refused twice.
NAMELESS = {RequesterKind.ENTERPRISE: NAME_MISSING, None: "企业请填写企业名称，员工和选民可以不填"}
STALE = "页面打开的时间较长，请核对后再提交一次"
CONSENT = [("yes", "同意将联系方式提供给承办单位用于办理"), ("no", "不同意，仅由代表联系")]
# Most who scan a code are enterprises: who is not, chooses otherwise.
USUAL = {"requester_kind": RequesterKind.ENTERPRISE.value}
BY_CONTENT = ("", "按我写的内容归类")
# Words of the office's own list that stand beside a category as examples.
EXAMPLES = 4


class LongTextField(CleanedTextField):
    """5 to 1000 characters after cleaning. The browser does not cut off: what is too long is said, not lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = TEXT_AT_MOST

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) < TEXT_AT_LEAST:
            raise forms.ValidationError(self.error_messages["required"])
        if len(value) > TEXT_AT_MOST:
            raise forms.ValidationError(
                f"内容超过 {TEXT_AT_MOST} 字，请删减 {len(value) - TEXT_AT_MOST} 个字"
            )


class SharedFields(dict[str, forms.Field]):
    """The fields of a class of forms, each the same object in all of its forms but for those of `own`.

    Django copies each field for each form, which takes a tenth of a submission's time. Only `own` may be changed.
    """

    def __init__(self, fields: Mapping[str, forms.Field], *, own: Collection[str]) -> None:
        super().__init__(fields)
        self._own = own

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: deepcopy(field, memo) if name in self._own else field for name, field in self.items()}


class IntakeForm(forms.Form):
    """`drafts` holds the files over errors; `stamp` is the form's key and the time it was opened."""

    requester_kind = requester_fields.requester_kind()
    category = forms.ChoiceField(
        label="问题类别",
        required=False,
        widget=Cards(columns="two"),
        error_messages={"required": "请选择问题类别", "invalid_choice": "请选择问题类别"},
    )
    text = LongTextField(
        label="问题或建议",
        help_text="写清什么事、在哪里、希望怎样解决。",
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "请写明问题或建议，至少 5 个字"},
    )
    enterprise_name = requester_fields.enterprise_name(
        help_text="企业请填营业执照上的全称；员工可填所在企业，也可不填。"
    )
    contact = requester_fields.contact()
    phone = PhoneField(
        label="联系电话",
        help_text="手机号，或带区号的固定电话，可带分机。查进度时要用后四位。",
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": PHONE_MESSAGE},
    )
    files = DraftedFilesField(  # type: ignore[assignment]  # Django takes fields off the class
        label="照片或材料",
        help_text=FILES_HINT,
        required=False,
    )
    uscc = CreditCodeField(
        label="统一社会信用代码",
        required=False,
        widget=CreditCodeInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = EmailField(
        label="电子邮箱",
        help_text=if_set_up(Channel.EMAIL, "填写后，受理和答复时也会给您发邮件。"),
        required=False,
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "email"}),
    )
    private = forms.BooleanField(
        label="不公开",
        help_text="勾选后，这件事不会以任何形式公开，隐去名称的也不会。",
        required=False,
    )
    # A consent of its own, given by a tick of one's own: without it the contact stays with the representative.
    share_contact = forms.ChoiceField(
        label="同意将联系方式提供给承办单位用于办理",
        help_text="不勾选的，仅由代表与您联系。",
        choices=CONSENT,
        required=False,
        widget=Tick("yes"),
        error_messages={
            "required": "请选择是否同意提供联系方式",
            "invalid_choice": "请选择是否同意提供联系方式",
        },
    )

    def __init__(
        self,
        categories: Iterable[Category],
        *,
        stamp: Stamp,
        data: MultiValueDict[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.stamp = stamp
        self.is_stale = False
        self.drafts = FormFiles(stamp.key)
        self.categories = {category.code: category for category in categories}
        self._offer_categories()

    def _offer_categories(self) -> None:
        """Each with examples in everyday words; none has to be chosen where the words of the text may decide."""
        field: Any = self.fields["category"]
        choices = [(code, row.name) for code, row in self.categories.items()]
        field.choices = choices if field.required else [BY_CONTENT, *choices]
        if isinstance(field.widget, Cards):
            field.widget.hints = {
                code: "、".join(row.keywords[:EXAMPLES]) for code, row in self.categories.items()
            }

    @classmethod
    def blank(cls, on: date, at: datetime) -> IntakeForm:
        return cls(top_categories(on), stamp=Stamp.fresh(at), initial=dict(USUAL))

    @classmethod
    def resumed(cls, stamp: Stamp, typed: MultiValueDict[str, str], *, on: date) -> IntakeForm:
        """The form under its own key again, with what was typed and uploaded and not sent."""
        form = cls(top_categories(on), stamp=stamp, initial=typed.dict())
        form.drafts.resume()
        return form

    @classmethod
    def received(
        cls, data: MultiValueDict[str, Any], files: MultiValueDict[str, Any], *, on: date, at: datetime
    ) -> IntakeForm:
        """The form as it came back. A stamp that is missing, forged or a week old is replaced, and said."""
        stamp = Stamp.read(data.get("stamp", ""), at)
        form = cls(top_categories(on), stamp=stamp or Stamp.fresh(at), data=data, files=files)
        form.is_stale = stamp is None
        return form

    @property
    def kept_files(self) -> list[StoredFile]:
        """For components/kept_files.html."""
        return self.drafts.files

    @property
    def typed_names(self) -> list[str]:
        """The fields that are typed or chosen; files are kept apart."""
        return [name for name in self.fields if name != "files"]

    @property
    def has_files(self) -> bool:
        """Whether files came with the form or had come before (the page that shows those says so)."""
        return bool(self.files) or "files_shown" in self.data or "files_kept" in self.data

    def receive_files(self, at: datetime, *, address: str = "") -> None:
        """Store what was sent, whatever else is wrong with the form; refusals stand beside the field.

        `address` is a visitor's, whose bytes are counted.
        """
        is_complete = self.is_valid()
        if self.has_files:
            self.drafts.keep(self.data.getlist("files_kept"))  # type: ignore[attr-defined]
        uploads = self.cleaned_data.get("files", ())
        self.drafts.receive(uploads, at=at, address=address, is_complete=is_complete)
        if self.drafts.refusals:
            self.add_error("files", self.drafts.refusals)

    def give_way(self, at: datetime) -> bool:
        """Whether the files of this form, which is not let in yet, had to go as room is short; said beside them."""
        gave_way = self.drafts.give_way(at=at)
        if gave_way:
            self.add_error("files", self.drafts.refusals)
        return gave_way

    def restamp(self, at: datetime) -> None:
        """Go on as another form: what is sent next is a request of its own."""
        self.stamp = Stamp.fresh(at)
        self.drafts.rename(self.stamp.key, at=at)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.is_stale:
            self.add_error(None, STALE)
        kind = cleaned.get("requester_kind")
        if kind in NAMELESS and "enterprise_name" in cleaned and not cleaned["enterprise_name"]:
            self.add_error("enterprise_name", NAMELESS[kind])
        return cleaned

    def suspicions(self, at: datetime) -> tuple[str, ...]:
        """Marks of a script rather than a person: an invisible field filled in, or no time to type."""
        found = [triage_flags.TRAPPED] if self.data.get("website") else []
        if self.stamp.age(at) < HASTY_UNDER:
            found.append(triage_flags.HASTY)
        return tuple(found)

    def is_surely_a_script(self, at: datetime) -> bool:
        """The trap filled in and no time to read: asked to confirm, as no person can do both."""
        return len(self.suspicions(at)) == len((triage_flags.TRAPPED, triage_flags.HASTY))

    @property
    def is_confirmed(self) -> bool:
        return self.stamp.is_confirmed_by(self.data.get("confirmed", ""))

    @property
    def is_meant_again(self) -> bool:
        """仍要再提交: the page that named the earlier number was answered."""
        return self.stamp.is_repeated_by(self.data.get("again", ""))

    def refuse(self, refused: Refused) -> None:
        """Put a verb's refusal beside its field, or above the form."""
        refuse(self, refused)

    def intake_of(self, entry_point: EntryPoint) -> Intake:
        """What is submitted."""
        return Intake(
            station=entry_point.station,
            source=entry_point.source,
            representative=entry_point.representative,
            clause=entry_point.clause,
            activity=entry_point.activity,
            **self.said(),
        )

    def said(self) -> dict[str, Any]:
        """The fields of an `Intake` that every form asks for."""
        said = self.cleaned_data
        names = ("requester_kind", "text", "enterprise_name", "uscc", "contact", "email", "private")
        phone = phones.stored(said["phone"])
        return {
            **{name: said[name] for name in names},
            "phone": phone.number,
            "extension": phone.extension,
            "category": self.categories.get(said["category"]),
            "share_contact": said["share_contact"] == "yes",
            "files": tuple(self.drafts.files),
        }


# The template shows it only to whom it concerns.
IntakeForm.base_fields["enterprise_name"].conditional = True  # type: ignore[attr-defined]
IntakeForm.base_fields = SharedFields(IntakeForm.base_fields, own=("category",))
