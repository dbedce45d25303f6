"""The settings of the ground floor itself: names of bodies, telephone and filing numbers, hours and limits.

The names hold for any county until its own are entered (`seed --pack`, `new_county`, 系统设置).
"""

from office.options import NAMES_OF_BODIES, declare

LIMITS = "数量限制"
KEEPING = "保存期限"

declare("county_name", kind="name", default="", label="县（市、区）名称", group=NAMES_OF_BODIES)
declare("office_name", kind="name", default="人大常委会", label="机关全称", group=NAMES_OF_BODIES)
declare("office_short_name", kind="name", default="人大常委会", label="机关简称", group=NAMES_OF_BODIES)
declare(
    "working_body_name",
    kind="name",
    default="人大常委会代表工作委员会",
    label="代表工作机构名称",
    group=NAMES_OF_BODIES,
)
declare(
    "government_office_name", kind="name", default="政府办公室", label="政府办公室名称", group=NAMES_OF_BODIES
)
declare("service_phone", kind="phone", default="", label="服务电话", group=NAMES_OF_BODIES)
declare("postal_address", kind="text", default="", label="通信地址", group=NAMES_OF_BODIES)
declare("icp_number", kind="text", default="", label="ICP 备案号", group=NAMES_OF_BODIES)
declare("police_number", kind="text", default="", label="公安备案号", group=NAMES_OF_BODIES)
declare("accessibility_checked_on", kind="day", default="", label="无障碍检测日期", group=NAMES_OF_BODIES)
declare("day_closes_at", kind="time", default="18:00", label="每日截止时间")
declare("keep_contact_years", kind="integer", default=3, label="结案后联系方式保存", unit="年", group=KEEPING)
declare(
    "keep_draft_days",
    kind="integer",
    default=7,
    label="未提交的办理内容（含附件）保存",
    unit="日",
    group=KEEPING,
)
# 网络安全法 asks for six months at least; deploy/one-host/journald@platform.conf keeps the log itself as long.
declare("keep_log_days", kind="integer", default=190, label="日志和通知保存", unit="日", group=KEEPING)
declare(
    "forms_per_address", kind="integer", default=60, label="同一网络地址每小时提交", unit="次", group=LIMITS
)
declare(
    "upload_megabytes_per_address",
    kind="integer",
    default=300,
    label="同一网络地址每小时上传附件",
    unit="MB",
    group=LIMITS,
)
declare(
    "draft_megabytes", kind="integer", default=2000, label="未提交的附件合计最多占用", unit="MB", group=LIMITS
)
declare(
    "draft_free_megabytes",
    kind="integer",
    default=1024,
    label="磁盘剩余不足时不留未提交的附件",
    unit="MB",
    group=LIMITS,
)
declare("forms_per_telephone", kind="integer", default=5, label="同一电话每小时提交", unit="次", group=LIMITS)
declare(
    "lookups_per_address", kind="integer", default=30, label="同一网络地址每小时查询", unit="次", group=LIMITS
)
