"""What the demo's first page tells a stranger: who to be, and where to look first."""

from typing import NamedTuple


class Part(NamedTuple):
    """An account of the demo (password `demo-` + its name), its part and what it does there."""

    account: str
    label: str
    does: str
    start: str


GUIDE = (
    Part("", "企业", "扫码留言、查进度、评价，不用登录", "/s/gyllzx/"),
    Part("", "大厅屏幕", "每月履职公示，无人值守", "/board/gyllzx/"),
    Part("liaison", "联络员", "受理、分派、督促", "/desk/"),
    Part("representative", "人大代表", "联系企业、提出拟办意见、核对并答复", "/desk/"),
    Part("colleague", "代表（代班）", "替请假的同事办理", "/desk/"),
    Part("staff", "代表工作机构", "交办、台账、后台管理", "/desk/"),
    Part("approver", "审签人", "审签公示", "/desk/"),
    Part("department", "承办单位经办人", "签收、回复", "/desk/"),
    Part("head", "承办单位负责人", "审签本单位回复", "/desk/"),
    Part("clerk", "站点工作人员", "窗口登记、打印回执", "/desk/"),
    Part("auditor", "审计员", "只看不改", "/desk/"),
    Part("administrator", "系统管理员", "账号与设置", "/admin/"),
)
