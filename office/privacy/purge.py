"""What is kept no longer than needed: this floor's own steps; the apps above add theirs through the port."""

from datetime import datetime

from django.contrib.sessions.models import Session

from office import files, form_drafts, ports, sign_ins, throttle
from office.background import jobs
from office.models import ApiToken
from office.notifications import delivery
from office.ports import PurgeStep


def purge(*, at: datetime) -> dict[str, int]:
    """Run every step, each in transactions of its own: how many rows each touched. A repeat touches none."""
    return {step.label: step.run(at) for step in ports.purge_steps}


def _sessions(at: datetime) -> int:
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def _tokens(at: datetime) -> int:
    removed: int = ApiToken.objects.filter(expiry__lt=at).delete()[0]
    return removed


def register() -> None:
    for step in (
        PurgeStep("sessions", "过期的登录", _sessions),
        PurgeStep("tokens", "过期的接口令牌", _tokens),
        PurgeStep("form_drafts", "未提交的表单", form_drafts.purge),
        PurgeStep("throttle", "访问计数", throttle.purge),
        PurgeStep("sign_ins", "登录失败的网络地址", sign_ins.purge),
        PurgeStep("jobs", "已完成的后台任务", jobs.purge),
        PurgeStep("messages", "已发送的通知", delivery.purge),
        PurgeStep("files", "无主的文件", files.purge_orphans),
    ):
        ports.purge_steps.register(step)
