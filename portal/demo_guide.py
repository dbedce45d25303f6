"""What the demo's first page tells a stranger: who to be, and where to look first."""

from typing import NamedTuple


class Part(NamedTuple):
    """An account of the demo (password `demo-` + its name), its part and what it does there.

    `account` is empty where nobody signs in.
    """

    account: str
    label: str
    does: str
    start: str


# One request from hand to hand, in the order in which it goes.
STORY = (
    Part("", "企业", "扫码留言，拿到受理编号和查询码", "/s/gyllzx/"),
    Part("liaison", "联络员", "当天受理，定小组和承办代表", "/desk/"),
    Part("representative", "人大代表", "联系企业，提拟办意见，核对并答复", "/desk/"),
    Part("staff", "代表工作机构", "交办、督办、台账、指标和后台", "/desk/"),
    Part("department", "承办单位经办人", "签收、回复", "/desk/"),
    Part("head", "承办单位负责人", "审签本单位的回复", "/desk/"),
    Part("", "企业", "凭查询码查进度、补充、评价", "/track/"),
)
ELSE = (
    Part("approver", "审签人", "审签公示和进度表，列重点督办", "/desk/"),
    Part("clerk", "服务站工作人员", "窗口登记、打印回执、电话回访", "/desk/"),
    Part("colleague", "同组代表", "替请假的同事办理", "/desk/"),
    Part("editor", "政策编辑", "编写惠企政策和办事资料", "/desk/"),
    Part("", "大厅屏幕", "每月履职公示，无人值守", "/board/gyllzx/"),
    Part("auditor", "审计员", "只看不改", "/desk/"),
    Part("administrator", "系统管理员", "账号与设置", "/admin/"),
)
