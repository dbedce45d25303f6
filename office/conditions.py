"""What the site needs of its host and of the office to run by itself, each with what to do where it is missing.

Shown on the page 运行状态; `doctor` prints what is bad. No secret, no address and no person stands in the words.
"""

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from office import backup_log, health, options, workdays
from office.background import recurring
from office.calendar import local_date
from office.events.macs import signing_key_id
from office.models import Event, Message
from office.models.notices import Channel
from office.notifications import channels
from office.templatetags.wording import full_moment

CHECKED, CHECKS = "site_checked", "checks:site"
CHECK_OLD_AFTER = timedelta(hours=48)
MESSAGE_OLD_AFTER = timedelta(hours=1)
OPERATOR = "请告诉运维人员："


@dataclass(frozen=True)
class Condition:
    """`words` tell how it is, `remedy` whom to call and what to say; "" while nothing has to be done."""

    name: str
    label: str
    words: str
    remedy: str = ""

    @property
    def is_bad(self) -> bool:
        return bool(self.remedy)


def all_of(*, at: datetime) -> list[Condition]:
    """In the order of the page."""
    return [condition(at) for condition in CONDITIONS]


def bad_lines(at: datetime) -> Iterator[str]:
    """For `doctor`: what the operator must set up. What it said itself, and what runs or waits, is for the page.

    A restored copy is examined before its queue is started.
    """
    for find in SET_UP_BY_THE_OPERATOR:
        if (condition := find(at)).is_bad:
            yield f"{condition.label}：{condition.words}。{condition.remedy}"


def static_files_are_collected() -> bool:
    """Without the manifest that collectstatic writes every page ends in an error."""
    if not str(settings.STORAGES["staticfiles"]["BACKEND"]).endswith("ManifestStaticFilesStorage"):
        return True
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def _names(at: datetime) -> Condition:
    on = local_date(at)
    office = str(options.value("office_name", on))
    if options.value("county_name", on):
        return Condition("names", "机关名称", office)
    remedy = "请系统管理员在“系统设置”最前面的“机关名称”中填写，或用 manage.py new_county 导入。"
    return Condition("names", "机关名称", f"还没有填写，页面和信函上写的是“{office}”", remedy)


def _queue(at: datetime) -> Condition:
    beat = recurring.last_beat()
    words = f"最近一次心跳 {_told(beat)}" if beat else "还没有启动过"
    alive = health.queue_is_alive(at=at)
    remedy = "后台队列停了，提醒和消息都发不出去，请重启 runqueue 服务（platform-queue）。"
    return Condition("queue", "后台队列", words, "" if alive else OPERATOR + remedy)


def _mail(at: datetime) -> Condition:
    if channels.is_set_up(Channel.EMAIL):
        return Condition("mail", "邮件", "已配置发信服务器")
    return Condition(
        "mail", "邮件", "没有配置发信服务器，邮件发不出去", OPERATOR + "请配置 EMAIL_URL 后重启两个服务。"
    )


def _sms(at: datetime) -> Condition:
    if channels.is_set_up(Channel.SMS):
        return Condition("sms", "短信", "已配置短信网关")
    waiting = Message.objects.waiting().filter(channel=Channel.SMS).count()
    if not waiting:
        return Condition("sms", "短信", "没有配置短信网关，目前没有待发短信")
    remedy = "请配置 SMS_URL 后重启两个服务；在此之前请打电话告知当事人。"
    return Condition("sms", "短信", f"没有配置短信网关，{waiting} 条短信在等待", OPERATOR + remedy)


def _messages(at: datetime) -> Condition:
    waiting, dead = Message.objects.waiting().count(), Message.objects.dead().count()
    late = Message.objects.waiting().filter(due_at__lt=at - MESSAGE_OLD_AFTER).count()
    words = f"待发 {waiting} 条，其中 {late} 条已等一小时以上；发不出 {dead} 条"
    if late:
        return Condition("messages", "消息", words, OPERATOR + "消息积压，请查看邮件、短信网关和后台队列。")
    remedy = "请工作人员到“发不出的消息”改好地址再发，或电话告知。" if dead else ""
    return Condition("messages", "消息", words, remedy)


def _backup(at: datetime) -> Condition:
    proved, tried = backup_log.last_proved(), backup_log.last_try()
    words = (
        f"最近一次 {_told(proved.at)}，{filesizeformat(proved.size)}，已核对" if proved else "还没有备份过"
    )
    if tried and not tried.proved:
        words += f"；{_told(tried.at)} 的一次没有成功"
    return Condition("backup", "备份", words, _backup_remedy(proved, at))


def _backup_remedy(proved: backup_log.Backup | None, at: datetime) -> str:
    """A demo's data are invented, and a site of less than two days had no night yet."""
    since = proved.at if proved else Event.objects.order_by("pk").values_list("at", flat=True).first()
    if settings.DEMO or since is None or at - since <= backup_log.OLD_AFTER:
        return ""
    return (
        OPERATOR
        + f"超过 {backup_log.OLD_AFTER // timedelta(hours=1)} 小时没有可用的备份，请检查 platform-backup 定时任务，运行 manage.py backup。"
    )


def _disk(at: datetime) -> Condition:
    free = shutil.disk_usage(settings.VAR_DIR).free
    remedy = "" if health.storage_has_room() else OPERATOR + "磁盘快满了，请尽快清理或扩容。"
    return Condition("disk", "磁盘", f"剩余 {filesizeformat(free)}", remedy)


def _calendar(at: datetime) -> Condition:
    year = local_date(at).year + 1
    if workdays.is_settled(year):
        return Condition("calendar", "次年日历", f"{year} 年放假安排已录入")
    words = f"{year} 年放假安排还没有录入，跨年的期限为暂定"
    is_due = workdays.next_year_is_due(local_date(at))
    return Condition("calendar", "次年日历", words, "请工作人员在“工作日历”中录入。" if is_due else "")


def _keys(at: datetime) -> Condition:
    first = Event.objects.filter(key_id=signing_key_id()).order_by("pk").values_list("at", flat=True).first()
    words = f"操作记录的密钥自 {_told(first)} 起使用" if first else "还没有使用过"
    return Condition("keys", "密钥", f"{words}；加密密钥 {len(settings.FIELD_KEYS)} 个")


def _static_files(at: datetime) -> Condition:
    if static_files_are_collected():
        return Condition("static_files", "页面文件", "齐全")
    return Condition(
        "static_files",
        "页面文件",
        "缺失，网页打不开",
        OPERATOR + "请运行 manage.py collectstatic --noinput。",
    )


def _last_check(at: datetime) -> Condition:
    last = Event.objects.filter(subject=CHECKS, action=CHECKED).order_by("seq").last()
    if last is None:
        return Condition("check", "夜间检查", "还没有做过")
    found = int(last.data["findings"])
    words = f"{_told(last.at)}，{f'{found} 处不符' if found else '没有发现问题'}"
    if found:
        return Condition("check", "夜间检查", words, OPERATOR + "请运行 manage.py doctor，按其中的说明处理。")
    if at - last.at > CHECK_OLD_AFTER:
        return Condition("check", "夜间检查", words, OPERATOR + "夜间检查没有运行，请查看后台队列。")
    return Condition("check", "夜间检查", words)


def _versions(at: datetime) -> Condition:
    connection.ensure_connection()
    database = ".".join(str(part) for part in connection.get_database_version())
    names = f"Python {platform.python_version()}，Django {django.get_version()}"
    return Condition("versions", "版本", f"{names}，{connection.display_name} {database}")


def _told(at: datetime) -> str:
    return full_moment(timezone.localtime(at))


SET_UP_BY_THE_OPERATOR = (_mail, _sms, _backup, _disk, _static_files)
CONDITIONS: tuple[Callable[[datetime], Condition], ...] = (
    _names,
    _queue,
    _mail,
    _sms,
    _messages,
    _backup,
    _disk,
    _calendar,
    _static_files,
    _last_check,
    _keys,
    _versions,
)
