"""Some fifty suggestions of two years, in every state; one grew from nine requests and answered all nine."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from demo import earlier_suggestions
from demo.directory import Directory
from demo.grown_suggestion import sign
from demo.suggestion_people import RELAY, people_of, people_with, unit_of
from demo.suggestion_plans import Plan, plans_of_year
from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department
from office import calendar
from office.actors import Actor
from office.calendar import local_date
from suggestions.deadlines import automatic
from suggestions.drafting import beginning
from suggestions.drafting.beginning import Elsewhere
from suggestions.models import Suggestion, UnsuitableKind
from suggestions.models.assignments import MeetingWay
from suggestions.models.suggestions import Level

# Whose matter it plainly is; whom chance chose leads the rest. 人社局 is the unit of the demo's handler and head.
LEADS = {
    "稳岗返还资金按时到账": "RSJ", "零工市场设在园区门口": "RSJ", "工伤认定不让职工来回跑": "RSJ",
    "职业技能培训按企业需求开班": "RSJ", "女职工产假津贴按时发放": "YBJ", "园区企业职工子女就近入学": "JYJ",
    "职工食堂食品安全共检": "SCJ", "农产品冷链物流进村": "NYJ", "村级道路与产业路衔接": "JTJ",
}  # fmt: skip
WRITES_ITS_ANSWER = "RSJ"
FACTS = (
    "今年以来，我们走访了 {n} 家企业，其中 {m} 家提到这件事，平均要等 {d} 天。"
    "服务站收到的同类反映比去年多了 {k} 件，经办人说得清流程，说不清到哪天能办好。"
)


# What a unit and an author agree on before the answer is written.
SAID = (
    "代表看了拟答复，要求“{first}”写明完成月份；单位答应写进答复，科室每月报一次进度。",
    "单位说“{other}”今年能办，“{first}”要等下年预算；代表同意分两步，先办能办的。",
    "一起走访了两家企业，企业最在意的是“{first}”；单位当场定了承办科室和联系人。",
    "代表补充了园区外企业的情况，建议“{other}”不限园区；单位同意一并纳入。",
    "单位介绍了外县做法，代表认为“{first}”可以照做；双方商定答复后一个月回看一次。",
)


def propose(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """All that need no request, the earliest first, so that numbers follow the days of registration; those of the
    year before have ended when this one begins.

    Before the year runs: its published months count them.
    """
    rng = random.Random("earlier suggestions")  # noqa: S311 - invented figures
    for days, life, occasion, topic in earlier_suggestions.PLANS:
        plan = Plan(life, local_date(begin) - timedelta(days=days), topic, occasion)
        _Play(directory, plan, rng, begin).run()
    rng = random.Random("suggestions")  # noqa: S311 - invented figures
    for plan in plans_of_year(begin, at):
        _Play(directory, plan, rng, at).run()


def conclude(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """What other levels answered, and what ends by itself today."""
    _elsewhere(directory, begin=begin, at=at)
    automatic.sweep(at)


class _Play:
    """One plan lived through; a step that would fall after the demo's last moment is not taken."""

    def __init__(self, directory: Directory, plan: Plan, rng: random.Random, at: datetime) -> None:
        self.directory, self.plan, self.rng, self.end = directory, plan, rng, at
        title, group, demands = plan.topic
        self.lead = _lead_of(directory, title, unit_of(directory, group, rng))
        facts = FACTS.format(
            n=rng.randint(8, 20), m=rng.randint(4, 7), d=rng.randint(20, 90), k=rng.randint(2, 9)
        )
        people = people_of(directory, group, self.lead, rng)
        if plan.life == "answered" and group == "finance":
            people = people_with(directory["representative"], people)
        numbered = "\n".join(f"{place}. {line}" for place, line in enumerate(demands.split("\n"), 1))
        self.scenario = SuggestionScenario(
            people,
            self.lead,
            at=at,
            title=f"关于{title}的建议" if plan.life != "merged" else f"关于尽快{title}的建议",
            facts=facts,
            demands=numbered,
        ).wait_until(plan.begins_on)

    def run(self) -> None:
        play, life = self.scenario.work(1), self.plan.life
        play.draft(generality="全市同类企业都遇到这件事")
        if life == "drafting":
            return
        if life == "signing":
            play.take("name_co_signer", "author", representative=play.representative("cosigner"))
            play.take("ask_signatures", "author")
            return
        play.take("name_co_signer", "author", representative=play.representative("cosigner"))
        play.take("ask_signatures", "author").wait(hours=3).take("sign", "cosigner").take("submit", "author")
        if life == "submitted":
            return
        play.work(1)
        if life in ("returned", "letter"):
            kind = UnsuitableKind.objects.get(code="several" if life == "returned" else "passed-on")
            to = "author" if life == "returned" else "letter"
            play.take("propose_return", "staff", to=to, unsuitable=kind, advice="请把不同的事分开写")
            play.work(1).take("confirm_return", "second_staff")
            return
        closed_on = play.on - timedelta(days=3) if self.plan.occasion == "plenary" else None
        play.register(
            self.plan.occasion, group=self.directory.groups[self.plan.topic[1]], closed_on=closed_on
        )
        if life == "registered":
            return
        play.work(2)
        if life == "merged":
            self._merge()
            return
        play.assign(
            through=self.directory.departments.get(RELAY), expected_outcome=self.scenario.row.demands[0]
        )
        if life == "assigned":
            return
        sign(play.work(1))
        self._handle()

    def _merge(self) -> None:
        leading = Suggestion.objects.filter(status="handling").order_by("-pk").first()
        if leading is not None:
            self.scenario.take("merge", "staff", leading=leading)

    def _handle(self) -> None:
        play, life = self.scenario, self.plan.life
        if life == "handling":
            if self.lead.code == WRITES_ITS_ANSWER:
                play.work(12).meet(**self._met()).work(3).write("B", **self._words("B"))
            return
        if life == "withdrawn":
            play.work(5).take("withdraw", "author", why="solved", text="单位已经先办好了")
            return
        if life == "watched":
            play.work(3).take(
                "supervise", "approver", held_on=play.on, minute_number="主任会议纪要〔2026〕7号",
                leader="吴志刚副主任", reason="企业反映集中", until_on=play.on + timedelta(days=300),
            )  # fmt: skip
            self._watch()
            return
        if life == "extended":
            due = play.clock("answer").due_on
            until = due + timedelta(days=28)
            while not _is_working(until):
                until += timedelta(days=1)
            self._consult()
            play.work(18).take("ask_extension", "handler", until_on=until, reason="须等省级资金计划下达")
            play.work(1).take("consent", "author", consents="yes").work(1).take("extend", "staff")
            return
        self._answer()

    def _consult(self) -> None:
        """With the money and the party body that have no part in it."""
        play, units = self.scenario, self.directory.departments
        table = tuple(dict.fromkeys((self.lead, units["CZJ"], units["TZB"])))
        play.work(1).take(
            "consult", "liaison", departments=table, place="市人大常委会二楼会议室",
            meets_at=play.at + timedelta(days=1), text="资金由哪家列支、分几步到位",
        )  # fmt: skip
        play.work(2).take(
            "record_consult", "liaison", came=table,
            minutes="各单位对问题没有分歧，难在当年没有安排资金。商定先报省级资金计划，不足部分列入下年预算。",
            outcome=f"{self.lead.short_name}报省级资金计划，财政局把不足部分列入下年预算",
        )  # fmt: skip

    def _watch(self) -> None:
        """A meeting on the spot and a report, both released for visitors."""
        play = self.scenario
        play.work(8).take(
            "record_leading",
            "staff",
            happened_on=play.on,
            text="吴志刚副主任到园区召开现场督办会，确定分两步实施",
        )
        play.work(7).take(
            "report_progress",
            "handler",
            text="方案已报政府，正在会签",
            milestone="实施方案已会签，待政府常务会审议",
        )
        play.work(1).take("release_milestones", "second_staff")

    def _answer(self) -> None:
        play, life = self.scenario, self.plan.life
        classes = {"followed": "B", "kept": "B", "broken": "B", "explained": "C", "reference": "D"}
        play.work(14).meet(**self._met()).work(3)
        result = classes.get(life, "A")
        play.write(result, **self._words(result)).work(1).take("sign_answer", "head")
        play.work(1).take("agree_class", "liaison")
        if life == "no_opinion":
            # The morning after the last day of the author's window.
            play.wait_until(play.clock("opinion").due_on).work(1).take("close", "system")
        if life in ("answered", "no_opinion"):
            return
        play.work(4)
        if life in ("dissatisfied", "again"):
            play.opinion("mostly", "dissatisfied")
            if life == "dissatisfied":
                self._twice()
            return
        play.opinion("satisfied", self.rng.choice(("satisfied", "mostly")))
        if life == "kept":
            play.work(30).take("keep_promise", "head", evidence="已印发文件并兑现到每一家，名单附后")
            play.work(3).opinion()
        if life == "broken":
            play.work(50).take("break_promise", "staff", reason="到期没有印发文件")
        if life == "settled":
            play.take("propose_publication", "staff", secrecy_checked_by="石敏")
            play.work(1).take("publish", "second_staff")

    def _twice(self) -> None:
        play = self.scenario
        play.work(8).meet(**self._met()).write("A", **self._words("A")).work(1).take("sign_answer", "head")
        play.work(3).opinion("mostly", "dissatisfied").work(10).take(
            "record_directors", "staff", held_on=play.on, minute_number="主任会议纪要〔2026〕11号",
            decision="close", text="请承办单位当面说明，列入明年工作评议",
        )  # fmt: skip
        play.work(1).take("confirm_directors", "approver")

    def _met(self) -> dict[str, Any]:
        """Who came together, and what was said of what is asked for."""
        head, author = self.directory.heads[self.lead.code].name, self.scenario.representative().name
        first, *others = self.scenario.row.demands
        said = self.rng.choice(SAID).format(first=first, other=others[-1] if others else first)
        return {"people": f"{head}、{author}", "said": said, "way": self.rng.choice(MeetingWay.values[:3])}

    def _words(self, result_class: str) -> dict[str, str]:
        demands = self.scenario.row.demands
        points = "\n".join(f"{place}. 采纳：{line}。" for place, line in enumerate(demands, 1))
        signer = self.directory.heads[self.lead.code].name
        number = f"{self.lead.short_name}函〔{self.scenario.on.year}〕{self.rng.randint(11, 89)}号"
        promised = {"promise_text": demands[0]} if result_class == "B" else {}
        return {"points": points, "signer": signer, "document_number": number, **promised}


def _lead_of(directory: Directory, title: str, chosen: Department) -> Department:
    """The unit of the matter, where it has a handler and a head on the desk."""
    code = LEADS.get(title, "")
    is_ready = bool(directory.handlers.get(code)) and code in directory.heads
    return directory.departments[code] if is_ready else chosen


def _is_working(day: date) -> bool:
    return calendar.load().is_working(day)


def _elsewhere(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """Of other levels, as they were told."""
    person = next(iter(directory.representatives.values()))
    for level, number, body in (
        (Level.CITY, "黄冈市六届人大五次会议第 86 号", "黄冈市交通运输局"),
        (Level.PROVINCE, "鄂人大建议〔2026〕第 214 号", "省发展和改革委员会"),
    ):
        told = Elsewhere(level, "关于加快大别山旅游公路建设的建议", number, body, "B", local_date(begin))
        beginning.record_elsewhere(
            [person], told, by=Actor.of(directory["staff"]), at=at - timedelta(days=30)
        )
