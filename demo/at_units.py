"""At the units: ask, opinion, reply (on paper too), confirm, check, send back, answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from demo import detours, letters, papers
from demo.courses import UNIT_DAYS
from demo.handing import DEEMED_AFTER
from demo.scenario import REQUESTER, Beat, Tale, Telling
from demo.way_in import in_order
from groups.models import Department
from office.calendar import local_date
from requests_app.steps import answers, opinions, questions, replies, urging


def work(tale: Tale) -> Telling:
    """From the assignment to the answer, unless the case stands still on the way."""
    if any(tale.holds(step) for step in ("reply", "supplement", "contact")):
        yield from in_order(tale, _meanwhile(tale, upto=None))
        return
    yield from in_order(tale, _meanwhile(tale, upto=_reply_time(tale)))
    yield from reply_and_answer(tale, tale.matter.body, after=None)


def _is_paper(tale: Tale, code: str) -> bool:
    return tale.unit(code).mode == Department.Mode.PAPER


def _reply_time(tale: Tale) -> datetime:
    """The day of the course, counted from the assignment; the drafter needs at least an hour after signing."""
    days = tale.course.reply_after - (tale.unit(tale.lead).head_confirms and tale.course.reply_after > 1)
    if tale.course.sign_after >= DEEMED_AFTER:
        days = max(days, DEEMED_AFTER)
    when = tale.hours.at_office(tale.hours.calendar.add(tale.assigned_on, days))
    return max(when, tale.hours.soon(tale.at))


def _meanwhile(tale: Tale, *, upto: datetime | None) -> list[Beat]:
    """Opinions, questions to the enterprise and urging, before the reply at `upto` (None: it does not come)."""
    beats = [*_opinions(tale, upto), *detours.on_the_way(tale)]
    if tale.course.asks:
        beats += _question(tale)
    if tale.course.is_late and "extended" not in tale.matter.turns:
        beats += _urging(tale)
    return [beat for beat in beats if upto is None or beat[0] < upto] + (
        [] if upto is None else [(upto, lambda: None)]
    )


def _opinions(tale: Tale, upto: datetime | None) -> list[Beat]:
    beats: list[Beat] = []
    half = max(1, UNIT_DAYS[tale.matter.difficulty] // 2)
    for number, code in enumerate(tale.co_codes()):
        if code not in tale.matter.opinions or _is_paper(tale, code) or (upto is None and number == 0):
            continue
        days = tale.dice.randint(max(1, half // 2), half + (tale.dice.random() < 0.08))
        when = tale.hours.at_office(tale.hours.calendar.add(tale.assigned_on, days))
        if upto is not None and when >= upto:
            when = max(tale.at + timedelta(minutes=20), upto - timedelta(minutes=40))
        beats.append((when, partial(_give_opinion, tale, code)))
    return beats


def _give_opinion(tale: Tale, code: str) -> None:
    text = tale.say(tale.matter.opinions[code], not_before=tale.assigned_on)
    tale.take("opinion", opinions.OpinionInputs(text=text), by=tale.handler(code))


def _question(tale: Tale) -> list[Beat]:
    """The clocks stand still until the enterprise has answered; a unit asks early or not at all."""
    told = tale.matter.turns.get("asked") or tale.phrases["questions"][tale.matter.top]
    asked_at = tale.hours.later(tale.at, 1)
    if tale.holds("supplement"):
        asked_at = tale.hours.at_office(tale.hours.back(local_date(tale.hours.now), 2))
    beats: list[Beat] = [(asked_at, partial(_ask, tale, told["ask"]))]
    if not tale.holds("supplement"):
        answered_at = tale.hours.of_enterprise(
            tale.hours.calendar.add(local_date(asked_at), tale.dice.randint(1, 3))
        )
        beats.append((answered_at, partial(_supplement, tale, told["answer"])))
    return beats


def _ask(tale: Tale, text: str) -> None:
    """The unit itself, but in its last quarter, or when it works on paper, through the liaison."""
    lead = tale.assignment(tale.lead)
    left = tale.hours.calendar.count(tale.on, lead.due_on)
    asks_itself = not _is_paper(tale, tale.lead) and left * 4 >= UNIT_DAYS[tale.matter.difficulty]
    tale.take(
        "ask", questions.AskInputs(text=text), by=tale.handler(tale.lead) if asks_itself else tale.liaison
    )


def _supplement(tale: Tale, text: str) -> None:
    tale.take("supplement", questions.SupplementInputs(text=text, files=papers.list_sent(tale)), by=REQUESTER)


def _urging(tale: Tale) -> list[Beat]:
    lead = tale.assignment(tale.lead)
    beats: list[Beat] = []
    if tale.course.urged_by_enterprise:
        day = tale.hours.calendar.add(lead.due_on, 1)
        text = tale.phrase("urge", "enterprise")
        beats.append(
            (
                tale.hours.of_enterprise(day),
                lambda: tale.take("urge", urging.UrgeInputs(text=text), by=REQUESTER),
            )
        )
    if tale.course.urged_by_desk:
        day = tale.hours.calendar.add(lead.due_on, 1)
        order = tale.phrases["urge"]["desk"][1]
        beats.append(
            (
                tale.hours.at_office(day),
                lambda: tale.take("urge", urging.UrgeInputs(text=order), by=tale.liaison),
            )
        )
    return beats


def reply_and_answer(tale: Tale, body: str, *, after: int | None, result: str = "") -> Telling:
    """The reply now (or `after` working days), its confirmation, check and the answer to the enterprise."""
    if after is not None:
        yield tale.hours.later(tale.at, after)
    result = result or tale.matter.result
    began = local_date(tale.case.accepted_at) if tale.case.accepted_at else tale.on
    if tale.holds("record_reply"):
        return
    evasive = tale.course.evasive if after is None else None
    if evasive is not None and not _is_paper(tale, tale.lead):
        poor = tale.phrases["evasive"][evasive]
        yield from _reply(tale, poor["text"].replace("贵公司", tale.you), "D", began)
        yield tale.hours.later(tale.at, tale.course.check_after)
        tale.take("send_back", replies.RemarkInputs(remark=poor["remark"]), by=tale.representative)
        if tale.holds("reply_again"):
            return
        yield tale.hours.later(tale.at, tale.dice.choice((1, 2)))
    disputed = tale.matter.turns.get("disputed") if tale.case.round == 1 else None
    yield from _reply(tale, body, disputed["unit_class"] if disputed else result, began)
    if disputed:
        yield from detours.disputed(tale, disputed, result)
        if disputed.get("pending"):
            return
    if tale.case.status == "handling" and not _stands_at_check(tale):
        yield from _check_and_answer(tale)


def _stands_at_check(tale: Tale) -> bool:
    return any(tale.holds(step) for step in ("confirm", "check", "confirm_or_check"))


def _reply(tale: Tale, body: str, result: str, began: date) -> Telling:
    """Written by the handler and, where the unit wants it, confirmed by its head; on paper, recorded by staff."""
    code = tale.lead
    tale.told = tale.say(body, not_before=began)
    text = letters.reply_text(tale, tale.told, code)
    if _is_paper(tale, code):
        tale.take("record_reply", letters.paper_reply(tale, code, text, result), by=tale.staff)
        return
    tale.take("reply", letters.reply(tale, code, text, result), by=tale.handler(code))
    if not tale.unit(code).head_confirms or tale.holds("confirm") or tale.holds("confirm_or_check"):
        return
    yield tale.hours.soon(tale.at)
    if tale.course.handed_back and tale.case.round == 1 and not tale.matter.now:
        remark = tale.phrase("hand_back")
        tale.take("hand_back", replies.RemarkInputs(remark=remark), by=tale.cast.heads[code])
        yield tale.hours.soon(tale.at)
        tale.take("reply", letters.reply(tale, code, text, result), by=tale.handler(code))
        yield tale.hours.soon(tale.at)
    tale.take("confirm", by=tale.cast.heads[code])


def _check_and_answer(tale: Tale) -> Telling:
    """Checked first, or checked and told in one."""
    yield tale.hours.later(tale.at, tale.course.check_after)
    if tale.course.checks_first and "disputed" not in tale.matter.turns:
        tale.take("check", by=tale.representative)
        if tale.holds("answer"):
            return
        yield tale.hours.later(tale.at, tale.course.answer_after)
    given = answers.AnswerInputs(
        text=letters.answer_text(tale, tale.told),
        explained_how="telephone" if tale.matter.result == "C" else "",
        explained=tale.phrase("explained") if tale.matter.result == "C" else "",
    )
    answering: list[Callable[[], object]] = [lambda: tale.representative, lambda: tale.liaison]
    by = tale.dice.choices(answering, (70, 30))[0]()
    tale.take("answer", given, by=by)  # type: ignore[arg-type]
