"""The words of a case's life: status, outcome, who asked, and by which way it came."""

from datetime import date

from django.db import models
from django.db.models import F, Q


class Status(models.TextChoices):
    SUBMITTED = "submitted", "待受理"
    ACCEPTED = "accepted", "已受理"
    ASSIGNED = "assigned", "已交办"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已结案"
    REFERRED = "referred", "已转送"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已合并办理"


OPEN = (Status.SUBMITTED, Status.ACCEPTED, Status.ASSIGNED, Status.HANDLING)
UNENDED = (*OPEN, Status.ANSWERED, Status.MERGED)
ENDED = (Status.CLOSED, Status.REFERRED, Status.DECLINED, Status.WITHDRAWN)


class Outcome(models.TextChoices):
    SETTLED = "settled", "已办结"
    PROMISED = "promised", "承诺事项（未到期）"
    UNRESOLVED = "unresolved", "暂不能解决已说明"
    EXPLAINED = "explained", "已解释说明"
    UNRATED = "unrated", "未评价"
    UPHELD = "upheld", "企业不满意（维持答复）"
    SUGGESTION = "suggestion", "已转为代表建议"


class Source(models.TextChoices):
    QR_STATION = "qr_station", "扫服务站二维码"
    QR_REPRESENTATIVE = "qr_representative", "扫代表二维码"
    QR_POLICY = "qr_policy", "扫政策二维码"
    WEB = "web", "网页留言"
    RECEPTION = "reception", "接待日"
    CONSULTATION = "consultation", "窗口咨询"
    ACTIVITY = "activity", "代表活动"
    PAIRING = "pairing", "结对走访"
    TELEPHONE = "telephone", "电话"
    DISCLOSURE = "disclosure", "对公示有意见"
    IMPORT = "import", "批量导入"
    API = "api", "接口"


FACE_TO_FACE = (Source.RECEPTION, Source.CONSULTATION, Source.ACTIVITY, Source.PAIRING, Source.TELEPHONE)


def missed(column: str, on: date, of: str = "") -> Q:
    """A date that passed before `on`; while the enterprise is asked, one that had passed before it was asked.

    `of` is the path to the row that has the column ("past__"), by default the row itself.
    """
    past = Q(**{f"{of}{column}__lt": on})
    return past & (
        Q(**{f"{of}waiting_since__isnull": True}) | Q(**{f"{of}{column}__lt": F(f"{of}waiting_since")})
    )
