"""Forms of the pages that join every app. What is allowed, the verbs check."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluation.models import Disclosure
from office import notice_choices
from office.models import User
from office.models.notices import Channel
from office.numbers import mask_email, mask_phone
from stations.models import Station

MISSING = {
    Channel.EMAIL: "没有登记电子邮箱，请系统管理员补登",
    Channel.SMS: "没有登记手机号，请系统管理员补登",
    Channel.WECHAT: "没有登记手机号，请系统管理员补登",
}


class DisclosureFilter(forms.Form):
    """Narrows the months of the desk's list; what cannot be read counts as not given."""

    station = forms.ModelChoiceField(
        Station.objects.order_by("name"),
        required=False,
        to_field_name="code",
        label="服务站",
        empty_label="全部服务站",
        error_messages={"invalid_choice": "没有这个服务站，这一项没有用于筛选"},
    )
    status = forms.ChoiceField(
        choices=[("", "全部"), *Disclosure.Status.choices],
        required=False,
        label="状态",
        error_messages={"invalid_choice": "没有这个状态，这一项没有用于筛选"},
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """Filters of the queryset."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ChoiceForm(forms.Form):
    """How one wants to be told; a way that cannot be used is shown, closed, with the reason."""

    email = forms.BooleanField(label="电子邮件", required=False)
    sms = forms.BooleanField(label="短信", required=False)
    wechat = forms.BooleanField(label="微信", required=False)
    digest = forms.ChoiceField(
        label="期限提醒怎么发",
        choices=[("together", "合成一条"), ("single", "逐条发送")],
        widget=forms.RadioSelect,
        help_text="合成一条：同一时间的提醒只发一次。晚上 9 点到早上 8 点不发，早上 8 点以后再发。",
        error_messages={"required": "请选择期限提醒怎么发"},
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        choice = notice_choices.of(user)
        initial: dict[str, Any] = {
            **{str(channel): getattr(choice, channel) for channel in notice_choices.OUTSIDE},
            "digest": "together" if choice.digest else "single",
        }
        super().__init__(data, initial=initial)
        for channel in notice_choices.OUTSIDE:
            self._open_or_close(user, channel)

    @property
    def chosen(self) -> dict[str, bool]:
        ways = {str(channel): bool(self.cleaned_data[channel]) for channel in notice_choices.OUTSIDE}
        return {**ways, "digest": self.cleaned_data["digest"] == "together"}

    def _open_or_close(self, user: User, channel: str) -> None:
        field = self.fields[channel]
        if notice_choices.reaches(user, channel) and notice_choices.is_set_up(channel):
            masked = mask_email(user.email) if channel == Channel.EMAIL else mask_phone(user.phone)
            field.help_text = f"发到 {masked}"
            return
        field.disabled, self.initial[channel] = True, False
        has_address = notice_choices.reaches(user, channel)
        field.help_text = "本平台还没有接通" if has_address else MISSING[Channel(channel)]
