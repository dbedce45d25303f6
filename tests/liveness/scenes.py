"""Steps that the walk of one case (test_walk.py) never takes: each with the way that leads to it.

They need time, another case, another kind of unit, or dates and people that fit. The walk takes every other step of
the table; a step that neither takes fails it.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from groups import mandates
from groups.models import Department, Representative
from office.actors import Actor
from office.calendar import load, local_date
from requests_app.followup import automatic, sampling
from requests_app.intake import findings
from requests_app.intake.intake import Intake
from requests_app.models import EnterpriseRequest
from tests.requests_app import stages
from tests.requests_app.ends import later, promised, settled, to_the_promise
from tests.requests_app.steps.test_merging import leading_of, merged
from tests.stories import ANSWER, REPLY, TEXT, Story

Scene = Callable[[Story], object]
OFFICER = {"officer_name": "赵师傅", "officer_phone": "07132950000"}
CALLED = {"called": "徐经理", "said": "都好，没有反复。"}


def _swept(story: Story) -> Story:
    automatic.sweep(story.at)
    return _again(story)


def _again(story: Story) -> Story:
    story.case = EnterpriseRequest.objects.get(pk=story.case.pk)
    return story


def _representative(story: Story) -> Representative:
    return Representative.objects.get(user=story.people["representative"])


def _found(story: Story) -> Intake:
    return Intake(
        station=story.station,
        source="activity",
        requester_kind="enterprise",
        text=TEXT,
        category=story.category,
        representative=_representative(story),
        enterprise_name="湖北锦绣蓝天服饰有限公司",
        contact="徐经理",
        phone="19900020011",
        share_contact=True,
    )


def _record_finding(story: Story) -> Story:
    agreed = findings.Agreed(
        "视察", "徐经理", story.lead, local_date(later(story, 0).at).replace(day=27), "到账"
    )
    by = Actor.of(story.people["representative"])
    done = findings.record(_found(story), agreed, key=str(uuid.uuid4()), by=by, at=story.at, grade="slip")
    story.case = done.case
    return story


def _confirm_finding(story: Story) -> Story:
    finding = _record_finding(story).case.finding
    return story.take(
        "confirm_finding", "staff", category=story.category, difficulty="ordinary", group=story.group,
        representative=_representative(story), lead=story.lead, agreed_on=finding.agreed_on, expected_outcome="到账",
    )  # fmt: skip


def _record_settled_finding(story: Story) -> Story:
    settled_there = findings.Settled("视察", "徐经理", _representative(story), ANSWER, "A")
    by = Actor.of(story.people["liaison"])
    done = findings.record_settled(
        _found(story), settled_there, key=str(uuid.uuid4()), by=by, at=story.at, grade="slip"
    )
    story.case = done.case
    return story


def _look_back(story: Story) -> Story:
    story.group.checks_back = True
    story.group.save()
    return _swept(later(settled(story), 31))


def _check_exclusion(story: Story) -> Story:
    story.submit().take("decline", "staff", reason="spam", explanation="广告信息。", guidance="")
    month = local_date(story.at).replace(day=1)
    later(story, 30)
    sampling.draw(month, seed="aa" * 16, by=Actor.system("exclusions"), at=story.at)
    return story.take("check_exclusion", "second_staff", conclusion="wrong", remark="不是广告。")


def _leave(story: Story) -> Story:
    stages.handling(story)
    mandate = _representative(story).mandates.open().get()
    on = local_date(story.at)
    mandates.end(mandate, reason_kind="resigned", on=on, by=Actor.of(story.people["staff"]), at=story.at)
    return _again(story)


def _merge(story: Story) -> Story:
    return merged(story, leading_of(story))


def _follow(story: Story) -> Story:
    leading = leading_of(story)
    follower = merged(story, leading).case
    story.case = leading
    story.work(1).reply().answer()
    story.case = follower
    return _again(story).take("follow", "staff", text=ANSWER)


def _confirmed(story: Story) -> Story:
    Department.objects.filter(pk=story.lead.pk).update(head_confirms=True)
    return stages.handling(story).reply()


def _helper(story: Story) -> Story:
    colleague = Representative.objects.get(user=story.people["colleague"])
    return stages.helped(story).take("end_help", "staff", representative=colleague)


def _extension_asked(story: Story) -> Story:
    stages.handling(story)
    until = load().add(story.case.assignments.get(part="lead").due_on, 3)
    return story.take("ask_extension", "handler", until_on=until, reason="须与省厅核对数据")


def _extended(story: Story) -> Story:
    until = load().add(_extension_asked(story).case.assignments.get(part="lead").due_on, 3)
    return story.take("extend", "second_staff", until_on=until)


def _convened(story: Story) -> Story:
    return stages.handling(story).take(
        "consult",
        "liaison",
        departments=(story.lead, story.co),
        place="邻里中心二楼会议室",
        meets_at=story.at + dt.timedelta(days=2),
        text="续贷与贴息由谁牵头",
    )


def _recorded(story: Story, step: str, **given: Any) -> Story:
    """For a unit on paper."""
    part = stages.on_paper(story).case.assignments.get()
    return story.take(step, "staff", assignment=part, **given)


def _record_reply(story: Story) -> Story:
    return _recorded(
        story, "record_reply", text=REPLY, result_class="A", signer="邱正华", publicity="open",
        recorded_from="邮寄", received_on=local_date(story.at), **OFFICER,
    )  # fmt: skip


def _hand_over(story: Story) -> Story:
    colleague = Representative.objects.get(user=story.people["colleague"])
    return stages.handling(story).take("hand_over", "staff", representative=colleague, reason="出差")


SCENES: dict[str, Scene] = {
    "submit": stages.submitted,
    "opinion": lambda story: stages.handling(story).take("opinion", "co_handler", text="同意主办单位意见。"),
    "ask_extension": _extension_asked,
    "extend": _extended,
    "refuse_extension": lambda story: _extension_asked(story).take(
        "refuse_extension", "second_staff", decision="理由不充分，请按期回复。"
    ),
    "consult": _convened,
    "record_consult": lambda story: (
        _convened(story)
        .wait(days=2, hours=2)
        .take(
            "record_consult",
            "liaison",
            came=(story.lead, story.co),
            minutes="由开发区牵头，财政局三日内拨付，月底前办成。",
            outcome="开发区牵头，月底前办成",
        )
    ),
    "record_sign": lambda story: _recorded(story, "record_sign", **OFFICER),
    "record_return": lambda story: _recorded(story, "record_return", reason="不属本单位职责"),
    "record_reply": _record_reply,
    "hand_over": _hand_over,
    "name_helper": stages.helped,
    "keep_promise": lambda story: promised(story).take(
        "keep_promise", "liaison", evidence="路灯全部安装通电，附验收单。"
    ),
    "report_milestone": lambda story: promised(story).take("report_milestone", "handler", text="地基已完工"),
    "break_promise": lambda story: promised(story).take("break_promise", "liaison", reason="资金没有落实"),
    "record_finding": _record_finding,
    "confirm_finding": _confirm_finding,
    "record_settled_finding": _record_settled_finding,
    "deem_signed": lambda story: _swept(stages.assigned(story).work(3)),
    "deem_passed_on": lambda story: _swept(stages.at_relay(story).work(3)),
    "pass_on": lambda story: stages.at_relay(story).take("pass_on", "co_handler"),
    "record_pass_on": lambda story: stages.at_paper_relay(story).take(
        "record_pass_on", "staff", assignment=story.case.assignments.get()
    ),
    "confirm": lambda story: _confirmed(story).take("confirm", "head"),
    "hand_back": lambda story: _confirmed(story).take("hand_back", "head", remark="请写明日期"),
    "lapse_question": lambda story: _swept(
        stages.handling(story).take("ask", "liaison", text="请补充合同").work(8)
    ),
    "close_unrated": lambda story: _swept(stages.answered(story).work(9)),
    "lapse_promise": lambda story: _swept(later(_at_promise(story), 5)),
    "open_look_back": _look_back,
    "record_look_back": lambda story: _look_back(story).take(
        "record_look_back", "second_staff", outcome="came_back", **CALLED
    ),
    "record_call_back": lambda story: stages.withdrawn(story).take(
        "record_call_back", "second_staff", outcome="own_will", **CALLED
    ),
    "ask_lasting": lambda story: _swept(later(settled(story), 29)),
    "still_there": lambda story: _swept(later(settled(story), 29)).take("still_there", holds="no"),
    "leave_to_liaison": _leave,
    "end_help": _helper,
    "check_exclusion": _check_exclusion,
    "merge": _merge,
    "unmerge": lambda story: _merge(story).take("unmerge", "staff", reason="不是同一件事"),
    "follow": _follow,
    "split": lambda story: stages.accepted(story).take(
        "split", "liaison", part_1="变压器老跳闸，一停就是半天。", part_2="晚班没有公交，工人回不了家。"
    ),
}


def _at_promise(story: Story) -> Story:
    to_the_promise(promised(story))
    return story
