"""Groups, representatives and departments in the admin. What has a life cycle is read here; verbs have forms."""

from groups.admin import (
    absences,
    departments,
    liaisons,
    mandates,
    officers,
    professional,
    regional,
    representatives,
    terms,
)
from office.admin.history import TITLES

TITLES.update(
    {
        "took_office": "任职",
        "office_suspended": "暂停任职",
        "resumed_office": "恢复任职",
        "office_ended": "终止任职",
        "officer_ended": "随任职终止卸任小组负责人",
        "roster_added": "由名册新增",
        "roster_changed": "由名册变更",
        "account_changed": "登录账号已更改，已告知本人和审计员",
        "telephone_changed": "联系电话已更改，已告知原号码和审计员",
        "absence_recorded": "登记不在岗",
        "absence_shortened": "提前返岗",
        "absence_cancelled": "撤销不在岗",
    }
)

__all__ = [
    "absences",
    "departments",
    "liaisons",
    "mandates",
    "officers",
    "professional",
    "regional",
    "representatives",
    "terms",
]
