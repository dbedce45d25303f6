"""Steps that the walk of one case (test_walk.py) never takes: each with the way that leads to it.

They need time, another case, another kind of unit, or dates and people that fit. The walk takes every other step of
the table; a step that neither takes fails it.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from demo.defaults import ANSWER, REQUEST
from groups import mandates
from office.actors import Actor
from office.calendar import load
from requests_app.access import tracking
from requests_app.access.requesters import Requester
from requests_app.followup import automatic, former_phones, sampling
from requests_app.intake import findings
from requests_app.intake.intake import Intake
from requests_app.models import EnterpriseRequest
from tests.requests_app import stages
from tests.requests_app.ends import later, promised, settled, to_the_promise
from tests.requests_app.steps.test_merging import leading_of, merged
from tests.security.links import links_to
from tests.stories import Story

Scene = Callable[[Story], object]


def _swept(story: Story) -> Story:
    automatic.sweep(story.at)
    return _again(story)


def _again(story: Story) -> Story:
    story.case = EnterpriseRequest.objects.get(pk=story.case.pk)
    return story


def _found(story: Story) -> Intake:
    rows = {
        "station": story.station,
        "category": story.category,
        "representative": story.representative(),
    }
    return Intake(**(REQUEST | rows | {"source": "activity"}))


def _record_finding(story: Story) -> Story:
    agreed = findings.Agreed("视察", "徐经理", story.lead, later(story, 0).on.replace(day=27), "到账")
    by = Actor.of(story.people["representative"])
    done = findings.record(_found(story), agreed, key=str(uuid.uuid4()), by=by, at=story.at)
    story.case = done.case
    return story


def _confirm_finding(story: Story) -> Story:
    finding = _record_finding(story).case.finding
    return story.take(
        "confirm_finding", "staff", category=story.category, difficulty="ordinary", group=story.group,
        representative=story.representative(), lead=story.lead, agreed_on=finding.agreed_on, expected_outcome="到账",
    )  # fmt: skip


def _record_settled_finding(story: Story) -> Story:
    settled_there = findings.Settled("视察", "徐经理", story.representative(), ANSWER, "A")
    by = Actor.of(story.people["liaison"])
    done = findings.record_settled(_found(story), settled_there, key=str(uuid.uuid4()), by=by, at=story.at)
    story.case = done.case
    return story


def _look_back(story: Story) -> Story:
    story.group.checks_back = True
    story.group.save()
    return _swept(later(settled(story), 31))


def _check_exclusion(story: Story) -> Story:
    story.submit().take_default("decline", reason="spam")
    month = story.on.replace(day=1)
    later(story, 30)
    sampling.draw(month, seed="aa" * 16, by=Actor.system("exclusions"), at=story.at)
    return story.take_default("check_exclusion")


def _leave(story: Story) -> Story:
    stages.handling(story)
    mandate = story.representative().mandates.open().get()
    on = story.on
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
    return _again(story).take_default("follow")


def _helper(story: Story) -> Story:
    return stages.helped(story).take_default("end_help", representative=story.representative("colleague"))


def _until(story: Story) -> dt.date:
    return load().add(story.case.assignments.get(part="lead").due_on, 3)


def _extension_asked(story: Story) -> Story:
    return stages.handling(story).take_default("ask_extension", until_on=_until(story))


def _convened(story: Story) -> Story:
    return stages.handling(story).take_default(
        "consult", departments=(story.lead, story.co), meets_at=story.at + dt.timedelta(days=2)
    )


def _recorded(story: Story, step: str, **changes: Any) -> Story:
    """For a unit on paper."""
    part = stages.on_paper(story).case.assignments.get()
    return story.take_default(step, assignment=part, **changes)


def _phone_changed(story: Story) -> Story:
    """On an answered case, by the counter: the former telephone has a link, the new one a key of the desk's."""
    stages.answered(story)
    return story.wait(hours=1).take("correct", "clerk", field="phone", value="13811112222", reason="企业换号")


def _former(story: Story) -> str:
    """The token that the former telephone was sent."""
    return links_to("19900020011")[-1].split("/")[2]


def _phone_undone(story: Story) -> Story:
    """After the new number has judged."""
    link = links_to("13811112222")[-1].split("/")[2]
    held = tracking.keys_of_link(link)
    assert held is not None
    story.take_default("rate", Requester.holding(held.access, held.verdict)).wait(hours=1)
    token = _former(story)
    change = former_phones.find(token, at=story.at)
    assert change is not None
    former_phones.undo(change, token, at=story.at)
    return _again(story)


def _withdrawal_asked(story: Story) -> Story:
    """By a slip: the enterprise has three working days to stop it."""
    slip = Requester.with_receipt("slip")
    return stages.accepted(story).take("ask_withdrawal", slip, reason="given_up", text="")


SCENES: dict[str, Scene] = {
    "ask_withdrawal": _withdrawal_asked,
    "oppose_withdrawal": lambda story: _withdrawal_asked(story).take("oppose_withdrawal", "requester"),
    "withdraw_unopposed": lambda story: _swept(_withdrawal_asked(story).work(4)),
    "undo_phone": lambda story: _phone_undone(_phone_changed(story)),
    "void_verdict": lambda story: _phone_undone(_phone_changed(story)),
    "confirm_phone": lambda story: _phone_changed(story).take(
        "confirm_phone", Requester.formerly(), token=_former(story)
    ),
    "check_phone": lambda story: story.submit("clerk", source="reception").take(
        "check_phone", "second_staff", found_in="register", called="徐经理", said="对方确认号码是自己的。"
    ),
    "submit": stages.submitted,
    "opinion": lambda story: stages.handling(story).take_default("opinion"),
    "ask_extension": _extension_asked,
    "extend": lambda story: _extension_asked(story).take_default("extend", until_on=_until(story)),
    "refuse_extension": lambda story: _extension_asked(story).take_default("refuse_extension"),
    "consult": _convened,
    "record_consult": lambda story: (
        _convened(story).wait(days=2, hours=2).take_default("record_consult", came=(story.lead, story.co))
    ),
    "record_sign": lambda story: _recorded(story, "record_sign", received_on=story.on),
    "record_return": lambda story: _recorded(story, "record_return", received_on=story.on),
    "record_reply": lambda story: _recorded(story, "record_reply", received_on=story.on),
    "hand_over": lambda story: stages.handling(story).take_default(
        "hand_over", representative=story.representative("colleague")
    ),
    "name_helper": stages.helped,
    "keep_promise": lambda story: promised(story).take_default("keep_promise"),
    "report_milestone": lambda story: promised(story).take_default("report_milestone"),
    "break_promise": lambda story: promised(story).take_default("break_promise"),
    "record_finding": _record_finding,
    "confirm_finding": _confirm_finding,
    "record_settled_finding": _record_settled_finding,
    "deem_signed": lambda story: _swept(stages.assigned(story).work(3)),
    "deem_passed_on": lambda story: _swept(stages.at_relay(story).work(3)),
    "pass_on": lambda story: stages.at_relay(story).take_default("pass_on"),
    "record_pass_on": lambda story: stages.at_paper_relay(story).take_default(
        "record_pass_on", assignment=story.case.assignments.get(), received_on=story.on
    ),
    "confirm": lambda story: stages.awaits_head(story).take_default("confirm"),
    "hand_back": lambda story: stages.awaits_head(story).take_default("hand_back"),
    "lapse_question": lambda story: _swept(stages.handling(story).take_default("ask").work(8)),
    "close_unrated": lambda story: _swept(stages.answered(story).work(9)),
    "lapse_promise": lambda story: _swept(later(_at_promise(story), 5)),
    "open_look_back": _look_back,
    "record_look_back": lambda story: _look_back(story).take_default("record_look_back"),
    "undo_accept": lambda story: story.submit().accept().take_default("undo_accept"),
    "undo_assign": lambda story: stages.assigned(story).take_default("undo_assign"),
    "change_officer": lambda story: stages.handling(story).take_default("change_officer"),
    "undo_urge": lambda story: stages.handling(story).take("urge", "staff").take_default("undo_urge"),
    "review_conditions": lambda story: settled(story, "C").take_default("review_conditions"),
    "record_call_back": lambda story: stages.withdrawn(story).take_default("record_call_back"),
    "ask_lasting": lambda story: _swept(later(settled(story), 29)),
    "still_there": lambda story: _swept(later(settled(story), 29)).take_default("still_there"),
    "leave_to_liaison": _leave,
    "end_help": _helper,
    "check_exclusion": _check_exclusion,
    "merge": _merge,
    "unmerge": lambda story: _merge(story).take_default("unmerge"),
    "follow": _follow,
    "agree_to_be_named": lambda story: stages.complained(story).take_default("agree_to_be_named"),
    "release_summary": lambda story: stages.complained(story).take_default("release_summary"),
    "split": lambda story: stages.accepted(story).take_default("split"),
}


def _at_promise(story: Story) -> Story:
    to_the_promise(promised(story))
    return story
