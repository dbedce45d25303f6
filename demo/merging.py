"""Several enterprises with one trouble, and one enterprise with two: merged, followed, split."""

from demo.intake import accept, contact
from demo.matter_scenario import MatterScenario, Timeline
from demo.verdicts import judge
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import OPEN, Status
from requests_app.steps.merging import leading_answer

# Working days within which a leading case of the demo is answered.
WATCHED = 45


def follow(scenario: MatterScenario) -> Timeline:
    """Accepted and heard as any, then merged; its answer is confirmed the day after the leading one's."""
    plan, staff = scenario.matter.incidents["merged"], scenario.directory["staff"]
    yield from accept(scenario)
    yield scenario.hours.soon(scenario.at)
    contact(scenario, scenario.phrase("contact_notes", scenario.matter.top))
    yield scenario.hours.soon(scenario.at)
    leading = EnterpriseRequest.objects.get(pk=scenario.directory.cases[plan["leading"]])
    if leading.status not in (*OPEN, Status.ANSWERED):
        return
    scenario.take("merge", staff, leading=leading, reason=plan["reason"])
    for _ in range(WATCHED):
        yield scenario.hours.later(scenario.at, 1)
        answer = leading_answer(EnterpriseRequest.objects.get(pk=scenario.case.pk))
        if answer is not None:
            scenario.take("follow", staff, text=answer.text)
            yield from judge(scenario)
            return


def split(scenario: MatterScenario) -> Timeline:
    """Two matters in one message, told apart by the liaison."""
    first, second = scenario.matter.incidents["split"]["parts"]
    yield scenario.hours.soon(scenario.at)
    scenario.take("split", "liaison", part_1=first, part_2=second)
