"""The settings of the ground floor itself: names of bodies, telephone and filing numbers, hours and limits."""

from office.options import declare

declare("office_name", kind="text", default="麻城市人大常委会", label="机关全称")
declare("office_short_name", kind="text", default="市人大常委会", label="机关简称")
declare("working_body_name", kind="text", default="市人大常委会代表工作委员会", label="代表工作机构名称")
declare("government_office_name", kind="text", default="市政府办公室", label="政府办公室名称")
declare("county_name", kind="text", default="麻城市", label="县（市、区）名称")
declare("service_phone", kind="text", default="", label="服务电话")
declare("icp_number", kind="text", default="", label="ICP 备案号")
declare("police_number", kind="text", default="", label="公安备案号")
declare("postal_address", kind="text", default="", label="通信地址")
declare("day_closes_at", kind="time", default="18:00", label="每日截止时间")
declare("accessibility_checked_on", kind="text", default="", label="无障碍检测日期")
declare("keep_contact_years", kind="integer", default=3, label="结案后联系方式保存", unit="年")
declare("keep_draft_days", kind="integer", default=7, label="未提交的办理内容（含附件）保存", unit="日")
# 网络安全法 asks for six months at least; deploy/one-host/journald@platform.conf keeps the log itself as long.
declare("keep_log_days", kind="integer", default=190, label="日志和通知保存", unit="日")
declare("forms_per_address", kind="integer", default=60, label="同一网络地址每小时提交", unit="次")
declare(
    "upload_megabytes_per_address", kind="integer", default=300, label="同一网络地址每小时上传附件", unit="MB"
)
declare("draft_megabytes", kind="integer", default=2000, label="未提交的附件合计最多占用", unit="MB")
declare(
    "draft_free_megabytes", kind="integer", default=1024, label="磁盘剩余不足时不留未提交的附件", unit="MB"
)
declare("forms_per_telephone", kind="integer", default=5, label="同一电话每小时提交", unit="次")
declare("lookups_per_address", kind="integer", default=30, label="同一网络地址每小时查询", unit="次")
