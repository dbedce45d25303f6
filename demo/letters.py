"""What units and the station put on paper: reply letters with their numbers, and answers."""

from datetime import date, timedelta
from typing import Any

from demo import papers
from demo.scenario import Tale
from requests_app.models.assignments import Publicity
from requests_app.steps import replies

INDENT = "　　"
PUBLICITY = ((Publicity.ON_REQUEST, 55), (Publicity.OPEN, 33), (Publicity.CLOSED, 12))


def officer(tale: Tale, code: str) -> tuple[str, str]:
    """Who handles the case at the unit, and the telephone; of paper units whoever brings their letters."""
    if code in tale.cast.messengers:
        return tale.cast.messengers[code].split()[-1], "19900030990"
    handler = tale.handler(code)
    return handler.name, handler.phone


def document_number(tale: Tale, code: str) -> str:
    """The unit's own numbering; other letters of the unit lie between."""
    key = code, tale.on.year
    last = tale.cast.letters.get(key, tale.dice.randint(3, 9))
    tale.cast.letters[key] = last + tale.dice.randint(1, 3)
    return f"{tale.cast.words[code]}〔{tale.on.year}〕{tale.cast.letters[key]}号"


def reply_text(tale: Tale, body: str, code: str) -> str:
    """A unit's letter: to whom, about what, the answer itself."""
    matter, own = tale.matter, tale.own_word(code)
    if matter.requester == "enterprise":
        head = f"{tale.case.enterprise_name}："
        you = _your_word(tale.case.enterprise_name)
        begin = f"{you}反映的“{matter.title}”一事收悉。经{own}研究办理，现答复如下："
        end = f"感谢{you}对{own}工作的关心和支持。"
        body = body.replace("贵公司", you).replace("贵厂", you).replace("贵社", you)
    else:
        head = f"{matter.contact}："
        begin = f"您反映的“{matter.title}”一事收悉。{own}已办理，现答复如下："
        end = "感谢您的理解和支持。"
    return "\n".join((head, INDENT + begin, INDENT + body, INDENT + end))


def _your_word(name: str) -> str:
    """How a letter speaks to an enterprise: 你公司, 你厂, 你社."""
    if name.endswith(("厂", "石雕", "制衣")):
        return "你厂"
    return "你社" if name.endswith(("合作社", "联合社")) else "你公司"


def answer_text(tale: Tale, body: str) -> str:
    """What the station tells the enterprise: the unit's answer in plain words, and whom to ask."""
    code = tale.matter.lead or "KFQ"
    name, phone = officer(tale, code)
    unit = tale.unit(code).short_name
    greeting = f"{tale.matter.contact}，您好。您反映的“{tale.matter.title}”，{unit}已经书面答复，转告如下："
    return (
        f"{greeting}\n{body}\n如有不清楚的地方，可与{unit}经办人{name}联系，电话{phone}。请您评价办理结果。"
    )


def reply(tale: Tale, code: str, text: str, result: str) -> replies.ReplyInputs:
    """The form of the reply, with what its class asks for."""
    return replies.ReplyInputs(**_fields(tale, code, text, result))


def paper_reply(tale: Tale, code: str, text: str, result: str) -> replies.RecordReplyInputs:
    """The same from a letter that came by hand; the unit's clock stops on the day it came."""
    name, _ = officer(tale, code)
    return replies.RecordReplyInputs(
        **_fields(tale, code, text, result),
        recorded_from=tale.phrase("paper", "from").replace("{officer}", name),
        received_on=max(tale.on - timedelta(days=tale.dice.choice((0, 0, 1))), tale.assigned_on),
    )


def _fields(tale: Tale, code: str, text: str, result: str) -> dict[str, Any]:
    name, phone = officer(tale, code)
    signer = tale.cast.signers.get(code) or tale.cast.heads[code].name
    sealed = tale.unit(code).sealed_letter
    numbered = sealed or tale.dice.random() < 0.55
    number = document_number(tale, code) if numbered else ""
    return {
        "text": text,
        "result_class": result,
        **class_needs(tale, result),
        "signer": signer,
        "officer_name": name,
        "officer_phone": phone,
        "document_number": number,
        "document_on": tale.on if numbered else None,
        "publicity": tale.dice.choices([each for each, _ in PUBLICITY], [weight for _, weight in PUBLICITY])[
            0
        ],
        "files": (papers.sealed_scan(tale, code, text, number, signer),) if sealed else (),
    }


def class_needs(tale: Tale, result: str) -> dict[str, Any]:
    """What a class asks for: a promise with its date, or what it rests on."""
    matter = tale.matter
    words = matter.turns.get("reopened", {}).get("promise") or matter.promise
    return {
        "promise_on": promised(tale) if result == "B" else None,
        "promise_text": words if result == "B" else "",
        "basis": matter.basis if result == "C" else "",
    }


def promised(tale: Tale) -> date:
    """The promised date: so many days on, moved to the next working day."""
    days = tale.matter.promise_days
    if tale.case.round > 1:
        days = tale.matter.turns.get("reopened", {}).get("promise_days", days)
    day = tale.on + timedelta(days=days or 30)
    return day if tale.hours.calendar.is_working(day) else tale.hours.calendar.next_working(day)
