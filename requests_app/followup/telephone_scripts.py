"""What to say on the telephone when an end is looked back at: asked the same way by whoever calls."""

from __future__ import annotations

from datetime import date

from office import options
from office.templatetags.wording import day
from requests_app.models import Answer, EnterpriseRequest, LookBack, Promise
from requests_app.models.look_backs import LookBackSource
from requests_app.models.requests import Status

PRESSED = "有没有人劝您改评价，或者为难您？这一项只有审计员能看到，办理的人和单位都看不到。"
CLOSING = "谢谢您。您说的我记下来了，代表和承办单位会看到；您也可以随时用查询码查进度。"


def script_of(case: EnterpriseRequest, row: LookBack | None, on: date) -> list[str]:
    """Sentences in the order of the call; what the enterprise answers goes into 通话记录."""
    who = options.value("office_name", on)
    # Of what is just answered a clerk may call as well, who does not read the words of the case.
    matter = (
        f"“{case.title}”" if case.status != Status.ANSWERED else f"一件事（受理编号 {case.ledger_number}）"
    )
    asked = f"{day(case.received_on)}您反映过{matter}"
    lines = [f"您好，这里是{who}代表服务站，我姓……。{asked}，想占用您两分钟做个回访。"]
    return [*lines, *_questions(case, row), CLOSING]


def _questions(case: EnterpriseRequest, row: LookBack | None) -> list[str]:
    if case.status == Status.ANSWERED:
        answer = Answer.objects.filter(case=case).last()
        return [
            "对您反映的事，代表已经给您答复。您收到了吗？",
            "您对这次答复满意、基本满意，还是不满意？",
            *([f"{answer.question}？"] if answer else []),
            PRESSED,
        ]
    if case.status == Status.WITHDRAWN:
        return [
            "这件诉求后来撤回了。是您自己决定撤回的吗？",
            "有没有人劝您或要求您撤回？如果有，我们可以接着办，期限从今天接着算。",
            PRESSED,
        ]
    if case.status == Status.REFERRED:
        return [
            "这件诉求我们转送给了有权处理的单位。他们答复您了吗？",
            "答复的内容对不对、结果怎么样，我们不便评论，只记下有没有答复。",
            PRESSED,
        ]
    lines = []
    promise = Promise.objects.filter(case=case, ended_at__isnull=True).last()
    answer = Answer.objects.filter(case=case).last()
    if promise is not None:
        lines.append(f"当时答应 {day(promise.due_on)}前做到：{promise.text}现在做到了吗？")
    elif answer is not None and answer.result_class in ("C", "D"):
        lines.append("当时给您的解释，现在看说清楚了吗？情况有没有变化？")
    else:
        lines.append("当时答复说已经解决。到今天，问题是不是彻底解决了？有没有反复？")
    if row is not None and row.source == LookBackSource.ASKED:
        lines.append("您在链接里告诉我们问题还在，请具体说说现在是什么情况。")
    lines.append(PRESSED)
    return lines
