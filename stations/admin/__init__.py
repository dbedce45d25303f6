"""Stations, postings, codes and enterprises in the admin. Replacing and merging have forms of their own."""

from office.admin.history import TITLES
from stations.admin import enterprises, postings, qr_codes, receptions, stations

TITLES.update(
    {
        "qr_issued": "启用二维码",
        "qr_replaced": "更换二维码",
        "posting_ended": "结束进站",
        "screen_switched": "切换大屏显示内容",
        "scenes_arranged": "安排大屏画面",
        "board_notice_written": "写大屏通知",
        "board_notice_approved": "审签大屏通知",
        "board_notice_ended": "撤下大屏通知",
        "merged": "合并企业",
        "merge_undone": "撤销合并",
        "reception_planned": "排出接待",
        "reception_announced": "公告接待",
        "reception_moved": "接待改期",
        "reception_cancelled": "取消接待",
        "sitting_replaced": "更换接待代表",
        "sitting_withdrawn": "代表不能接待",
        "consultation_sheet_printed": "打印咨询登记表",
    }
)

__all__ = ["enterprises", "postings", "qr_codes", "receptions", "stations"]
