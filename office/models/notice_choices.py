"""How somebody with an account wants to be told beside the application. Changed by office/notifications/preferences.py alone."""

from django.conf import settings
from django.db import models


class NoticeChoice(models.Model):
    """Without a row: by mail, the reminders of one time in one letter. In the application everything arrives anyway."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choice", verbose_name="账号"
    )
    email = models.BooleanField("电子邮件", default=True)
    sms = models.BooleanField("短信", default=False)
    wechat = models.BooleanField("微信", default=False)
    digest = models.BooleanField("提醒合并发送", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知设置"

    def __str__(self) -> str:
        return f"{self.user}的通知设置"
