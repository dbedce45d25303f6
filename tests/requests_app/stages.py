"""Where a case can stand, for tests that try every step of the table: each stage by real steps."""

from collections.abc import Callable

from groups.models import Department
from requests_app.access.requesters import Requester
from tests.stories import Story

Stage = Callable[[Story], Story]


def submitted(story: Story) -> Story:
    return story.submit()


def entered(story: Story) -> Story:
    """With a telephone typed at the counter."""
    return story.submit("clerk").accept().contact()


def accepted(story: Story) -> Story:
    return story.submit().accept().contact()


def assigned(story: Story) -> Story:
    return accepted(story).assign(story.co)


def at_relay(story: Story) -> Story:
    """The unit is reached through another one, to which `co_handler` belongs."""
    Department.objects.filter(pk=story.lead.pk).update(route_through=story.co)
    story.lead.refresh_from_db()
    return accepted(story).assign()


def at_paper_relay(story: Story) -> Story:
    Department.objects.filter(pk=story.lead.pk).update(route_through=story.paper)
    story.lead.refresh_from_db()
    return accepted(story).assign()


def on_paper(story: Story) -> Story:
    return accepted(story).assign(lead=story.paper)


def handling(story: Story) -> Story:
    return assigned(story).sign().sign("co_handler")


def awaits_head(story: Story) -> Story:
    Department.objects.filter(pk=story.lead.pk).update(head_confirms=True)
    return handling(story).reply()


def replied(story: Story) -> Story:
    return handling(story).reply()


def answered(story: Story) -> Story:
    return replied(story).answer()


def second_no(story: Story) -> Story:
    answered(story).rate("dissatisfied", "no", "没有解决")
    return story.reply().answer().rate("dissatisfied", "no", "还是没有")


def closed(story: Story) -> Story:
    return answered(story).rate()


def unresolved(story: Story) -> Story:
    """A C answer that the enterprise took: its conditions are reviewed some day."""
    return handling(story).reply("C").contact().answer().rate()


def promised(story: Story) -> Story:
    return handling(story).reply("B").answer().rate()


def declined(story: Story) -> Story:
    return story.submit().take_default("decline")


def appealed(story: Story) -> Story:
    return declined(story).take_default("appeal")


def helped(story: Story) -> Story:
    """By a representative of the group beside the one who handles it."""
    return accepted(story).take_default("name_helper", representative=story.representative("colleague"))


def withdrawn(story: Story) -> Story:
    return accepted(story).take_default("withdraw")


def withdrawal_asked(story: Story) -> Story:
    """By a slip; it waits for three working days."""
    return submitted(story).take("ask_withdrawal", Requester.with_receipt("slip"), reason="solved", text="")


def complained(story: Story) -> Story:
    """A complaint about the co-department, which the enterprise does not want to be known to it."""
    return accepted(story).take("name_complained", "liaison", departments=(story.co,))


STAGES: dict[str, Stage] = {
    stage.__name__: stage
    for stage in (
        submitted, entered, accepted, assigned, at_relay, at_paper_relay, on_paper, handling, awaits_head, replied,
        answered, second_no, closed, unresolved, promised, declined, appealed, helped,
        withdrawn, withdrawal_asked, complained,
    )
}  # fmt: skip

# step: (the stage at which it is possible, who has its form open)
SCENES = {
    "accept": ("submitted", "staff"), "decline": ("submitted", "staff"), "refer": ("submitted", "staff"),
    "propose_decline": ("submitted", "liaison"), "name_complained": ("submitted", "liaison"),
    "check_phone": ("entered", "staff"), "assign": ("accepted", "staff"), "terminate": ("accepted", "staff"), "consult": ("accepted", "liaison"),
    "propose_consult": ("accepted", "representative"), "contact": ("accepted", "representative"),
    "propose_assignment": ("accepted", "representative"), "hand_over": ("accepted", "staff"),
    "propose_spot_answer": ("accepted", "representative"), "answer_on_the_spot": ("accepted", "liaison"),
    "ask": ("handling", "handler"), "change_officer": ("handling", "head"), "urge": ("handling", "liaison"), "seal": ("accepted", "staff"),
    "sign": ("assigned", "handler"), "return": ("assigned", "handler"), "pass_on": ("at_relay", "co_handler"),
    "record_pass_on": ("at_paper_relay", "staff"), "record_sign": ("on_paper", "staff"),
    "record_return": ("on_paper", "staff"), "record_reply": ("on_paper", "staff"),
    "reply": ("handling", "handler"), "opinion": ("handling", "co_handler"),
    "ask_extension": ("handling", "handler"), "ask_transfer": ("handling", "handler"),
    "confirm": ("awaits_head", "head"), "hand_back": ("awaits_head", "head"),
    "check": ("replied", "representative"), "send_back": ("replied", "liaison"),
    "answer": ("replied", "representative"), "dispute_class": ("replied", "liaison"),
    "correct": ("accepted", "staff"), "supervise": ("accepted", "approver"),
    "close": ("answered", "staff"), "record_verdict": ("answered", "clerk"), "settle": ("second_no", "approver"),
    "reopen": ("closed", "staff"), "review_conditions": ("unresolved", "staff"), "keep_promise": ("promised", "liaison"),
    "break_promise": ("promised", "liaison"), "report_milestone": ("promised", "liaison"),
    "decide_appeal": ("appealed", "second_staff"), "resume": ("withdrawn", "second_staff"),
    "record_call_back": ("withdrawn", "second_staff"), "name_helper": ("accepted", "staff"),
    "end_help": ("helped", "staff"), "release_summary": ("complained", "staff"), "note": ("handling", "staff"),
}  # fmt: skip
OPEN_STAGES = (
    "submitted", "entered", "accepted", "assigned", "at_relay", "at_paper_relay", "on_paper", "handling", "awaits_head",
    "replied", "helped", "complained",
)  # fmt: skip
# Possible only within a request of somebody else (an extension, a transfer, a consultation, a finding, a look-back,
# a supervision, a drawn sample, another case): the page is the same, its own tests lead there.
WITHIN_OTHERS = {
    "extend", "refuse_extension", "transfer", "refuse_transfer", "record_consult", "drop_consult", "decide_class",
    "confirm_finding", "release", "open_look_back", "record_look_back", "ask_lasting",
    "check_exclusion", "merge", "unmerge", "follow", "split",
    "undo_accept", "undo_assign", "undo_urge",
}  # fmt: skip
