"""Forms of the pages that join every app. What is allowed, the verbs check."""

from __future__ import annotations

from typing import Any

from django import forms

from office.models import User
from office.models.notices import Channel
from office.notifications import channels, preferences
from office.notifications.quiet_hours import BEGIN, END
from office.numbers import mask_email, mask_phone
from office.previewed_files import PreviewedFileField

MISSING = {
    Channel.EMAIL: "没有登记电子邮箱，请系统管理员补登",
    Channel.SMS: "没有登记手机号，请系统管理员补登",
    Channel.WECHAT: "没有登记手机号，请系统管理员补登",
}


class ChoiceForm(forms.Form):
    """How one wants to be told; a way that cannot be used is shown, closed, with the reason."""

    email = forms.BooleanField(label="电子邮件", required=False)
    sms = forms.BooleanField(label="短信", required=False)
    wechat = forms.BooleanField(label="微信", required=False)
    digest = forms.ChoiceField(
        label="期限提醒怎么发",
        choices=[("together", "合成一条"), ("single", "逐条发送")],
        widget=forms.RadioSelect,
        help_text=f"合成一条：同一时间的提醒只发一次。晚上 {BEGIN.hour - 12} 点到早上 {END.hour} 点不发，早上 {END.hour} 点以后再发。",
        error_messages={"required": "请选择期限提醒怎么发"},
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        choice = preferences.of(user)
        initial: dict[str, Any] = {
            **{str(channel): getattr(choice, channel) for channel in preferences.OUTSIDE},
            "digest": "together" if choice.digest else "single",
        }
        super().__init__(data, initial=initial)
        for channel in preferences.OUTSIDE:
            self._open_or_close(user, channel)

    @property
    def chosen(self) -> dict[str, bool]:
        ways = {str(channel): bool(self.cleaned_data[channel]) for channel in preferences.OUTSIDE}
        return {**ways, "digest": self.cleaned_data["digest"] == "together"}

    def _open_or_close(self, user: User, channel: str) -> None:
        field = self.fields[channel]
        if preferences.reaches(user, channel) and channels.is_set_up(channel):
            masked = mask_email(user.email) if channel == Channel.EMAIL else mask_phone(user.phone)
            field.help_text = f"发到 {masked}"
            return
        field.disabled, self.initial[channel] = True, False
        has_address = preferences.reaches(user, channel)
        field.help_text = "本平台还没有接通" if has_address else MISSING[Channel(channel)]


class SheetForm(forms.Form):
    """A table for a step of 建站向导."""

    file = PreviewedFileField(
        label="选择文件",
        help_text="填好的建站数据工作簿，或单独一张表（XLSX、CSV），不超过 1 MB。先预览，再导入。",
        error_messages={"required": "请选择文件", "empty": "文件中没有内容"},
    )
