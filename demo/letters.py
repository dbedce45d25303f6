"""What units and the station put on paper: reply letters with their numbers, and answers."""

from datetime import date, timedelta
from typing import Any

from demo import attachments
from demo.matter_scenario import MatterScenario, own_name
from groups.models import Department
from requests_app.models.assignments import Publicity

INDENT = "　　"
PUBLICITY = ((Publicity.ON_REQUEST, 55), (Publicity.OPEN, 33), (Publicity.CLOSED, 12))


def officer(scenario: MatterScenario, unit: Department) -> tuple[str, str]:
    """Who handles the case at the unit, and the telephone; of paper units whoever brings their letters."""
    if unit.code in scenario.directory.messengers:
        return scenario.directory.messengers[unit.code].split()[-1], "19900030990"
    handler = scenario.handler(unit)
    return handler.name, handler.phone


def document_number(scenario: MatterScenario) -> str:
    """The unit's own numbering; other letters of the unit lie between."""
    code, year, letters = scenario.lead.code, scenario.on.year, scenario.directory.letters
    last = letters.get((code, year), scenario.rng.randint(3, 9))
    letters[code, year] = last + scenario.rng.randint(1, 3)
    return f"{scenario.directory.prefixes[code]}〔{year}〕{letters[code, year]}号"


def reply_text(scenario: MatterScenario, body: str) -> str:
    """A unit's letter: to whom, about what, the answer itself."""
    matter, own = scenario.matter, own_name(scenario.lead)
    if matter.requester == "enterprise":
        head = f"{scenario.case.enterprise_name}："
        you = _form_of_address(scenario.case.enterprise_name)
        begin = f"{you}反映的“{matter.title}”一事收悉。经{own}研究办理，现答复如下："
        end = f"感谢{you}对{own}工作的关心和支持。"
        body = body.replace("贵公司", you).replace("贵厂", you).replace("贵社", you)
    else:
        head = f"{matter.contact}："
        begin = f"您反映的“{matter.title}”一事收悉。{own}已办理，现答复如下："
        end = "感谢您的理解和支持。"
    return "\n".join((head, INDENT + begin, INDENT + body, INDENT + end))


def _form_of_address(name: str) -> str:
    """How a letter speaks to an enterprise: 你公司, 你厂, 你社."""
    if name.endswith(("厂", "石雕", "制衣")):
        return "你厂"
    return "你社" if name.endswith(("合作社", "联合社")) else "你公司"


def answer_text(scenario: MatterScenario, body: str) -> str:
    """What the station tells the enterprise: the unit's answer in plain words, and whom to ask."""
    name, phone = officer(scenario, scenario.lead)
    unit = scenario.lead.short_name
    greeting = (
        f"{scenario.matter.contact}，您好。您反映的“{scenario.matter.title}”，{unit}已经书面答复，转告如下："
    )
    return (
        f"{greeting}\n{body}\n如有不清楚的地方，可与{unit}经办人{name}联系，电话{phone}。请您评价办理结果。"
    )


def reply(scenario: MatterScenario, text: str, result: str) -> dict[str, Any]:
    """Inputs of the unit's reply, with what its class asks for."""
    name, phone = officer(scenario, scenario.lead)
    code, rng = scenario.lead.code, scenario.rng
    signer = scenario.directory.signers.get(code) or scenario.directory.heads[code].name
    sealed = scenario.lead.sealed_letter
    numbered = sealed or rng.random() < 0.55
    number = document_number(scenario) if numbered else ""
    publicity = rng.choices([each for each, _ in PUBLICITY], [weight for _, weight in PUBLICITY])[0]
    return {
        "text": text,
        "result_class": result,
        **class_needs(scenario, result),
        "signer": signer,
        "officer_name": name,
        "officer_phone": phone,
        "document_number": number,
        "document_on": scenario.on if numbered else None,
        "publicity": publicity,
        "files": (attachments.sealed_letter(scenario, text, number, signer),) if sealed else (),
    }


def paper_reply(scenario: MatterScenario, text: str, result: str) -> dict[str, Any]:
    """The same from a letter that came by hand; the unit's clock stops on the day it came."""
    name, _ = officer(scenario, scenario.lead)
    return reply(scenario, text, result) | {
        "recorded_from": scenario.phrase("paper", "from").replace("{officer}", name),
        "received_on": max(
            scenario.on - timedelta(days=scenario.rng.choice((0, 0, 1))), scenario.assigned_on
        ),
    }


def class_needs(scenario: MatterScenario, result: str) -> dict[str, Any]:
    """What a class asks for: a promise with its date, or what it rests on."""
    matter = scenario.matter
    promise = matter.incidents.get("reopened", {}).get("promise") or matter.promise
    return {
        "promise_on": _promised_on(scenario) if result == "B" else None,
        "promise_text": promise if result == "B" else "",
        "basis": matter.basis if result == "C" else "",
    }


def _promised_on(scenario: MatterScenario) -> date:
    """The promised date: so many days on, moved to the next working day."""
    days = scenario.matter.promise_days
    if scenario.case.round > 1:
        days = scenario.matter.incidents.get("reopened", {}).get("promise_days", days)
    day = scenario.on + timedelta(days=days or 30)
    return day if scenario.hours.calendar.is_working(day) else scenario.hours.calendar.next_working(day)
