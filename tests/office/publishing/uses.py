"""The six nouns that are published with a second person, each brought to the same stages by its own verbs."""

import datetime as dt
from dataclasses import replace

from evaluation import disclosing, wording
from evaluation.models import Disclosure, PublicEntry, Report
from evaluation.periods import Month
from evaluation.reports import owners, writing
from fieldwork.models import Norm
from fieldwork.norms import editing as norm_editing
from office.actors import Actor
from office.months import Period
from policies import editing, informing
from policies.content import Content
from policies.informing import Entry
from policies.models import InformationItem, PolicyVersion
from requests_app.models import ProgressTable
from requests_app.progress_tables import verbs as progress
from tests.office.publishing.use import Use, day
from tests.policies.rows import a_kind
from tests.requests_app.progress_rows import frozen
from tests.stories import SHANGHAI, Story

POLICY = Content(
    title="无还本续贷",
    level="national",
    effective_from=dt.date(2026, 1, 1),
    who="小微企业",
    benefit="不用先凑钱还本",
    plain="贷款到期前一个月去银行申请。",
    confidence="high",
)
WORDS = {"title": "过桥资金紧张", "text": "到期续贷遇到困难。", "on_supervision_scene": False}


SOURCED = ("submit", "hand_back", "publish", "check", "withdraw")
MONTHLY = ("submit", "hand_back", "publish", "correct")


def policies(story: Story) -> Use:
    author, decider = story.actor("staff"), story.actor("second_staff")

    def draft() -> PolicyVersion:
        return editing.begin("xudai", POLICY, category="finance", department=None, by=author, at=day(4))

    def write(version: PolicyVersion) -> PolicyVersion:
        content = replace(POLICY, benefit="到期不用先还本金")
        return editing.save(version, content, by=author, at=day(7))

    def correct(version: PolicyVersion) -> PolicyVersion:
        return write(editing.revise(version.policy, by=author, at=day(7)))

    changed = ("一句话好处", "到期不用先还本金")
    return Use(
        editing.POLICIES,
        editing,
        SOURCED,
        author,
        decider,
        draft,
        write,
        correct,
        changed,
        "/desk/policies/xudai/",
        ">发布</button>",
    )


def information(story: Story) -> Use:
    author, decider = story.actor("staff"), story.actor("second_staff")
    said = Entry(a_kind("bllc"), "工伤认定", "三十日内申请", "1. 填表")

    def draft() -> InformationItem:
        return informing.begin("gongshang", said, [], by=author, at=day(4))

    def write(item: InformationItem) -> InformationItem:
        return informing.revise(item.slug, replace(said, summary="一年内申请"), [], by=author, at=day(7))

    changed = ("摘要", "一年内申请")
    return Use(
        informing.INFORMATION,
        informing,
        SOURCED,
        author,
        decider,
        draft,
        write,
        write,
        changed,
        "/desk/information/gongshang/",
        ">发布</button>",
    )


def public_words(story: Story) -> Use:
    author, decider = story.actor("staff"), story.actor("approver")

    def draft() -> PublicEntry:
        story.submit().accept().contact().assign().sign()
        return wording.reword(story.case, **WORDS, by=author, at=day(4))

    def write(entry: PublicEntry) -> PublicEntry:
        return wording.reword(entry.case, **(WORDS | {"title": "续贷困难"}), by=author, at=day(7))

    changed = ("公开标题", "续贷困难")
    return Use(
        wording.WORDING,
        wording,
        ("approve",),
        author,
        decider,
        draft,
        write,
        write,
        changed,
        "/desk/screens/",
        'name="entry"',
    )


def disclosures(story: Story) -> Use:
    author, decider = story.actor("staff"), story.actor("approver")
    by = Actor.system("monthly")

    def draft() -> Disclosure:
        story.at = dt.datetime(2026, 11, 3, 9, 30, tzinfo=SHANGHAI)
        story.submit().accept()
        return disclosing.draft(story.station, Month(2026, 11), by=by, at=day(1))

    def write(row: Disclosure) -> object:
        representative = story.people["representative"].representative
        text = "还有一次走访没有计入"
        return disclosing.raise_objection(row, representative, text, by=author, at=day(2))

    def correct(row: Disclosure) -> Disclosure:
        story.at = day(6)
        story.take_default("hand_over", representative=story.representative("colleague"))
        return disclosing.correct(row, f"{story.case.ledger_number} 承办代表登记错误", by=author, at=day(7))

    changed = ("参与办理", "0")
    return Use(
        disclosing.DISCLOSURES,
        disclosing,
        MONTHLY,
        author,
        decider,
        draft,
        write,
        correct,
        changed,
        "/desk/disclosures/{edition.pk}/",
        ">审签并公示</button>",
    )


def progress_tables(story: Story) -> Use:
    author, decider = story.actor("liaison"), story.actor("approver")

    def draft() -> ProgressTable:
        story.submit().accept()
        table = frozen(story)
        write_rows(table, "已约谈贷款银行。")
        return table

    def write_rows(table: ProgressTable, text: str) -> ProgressTable:
        for row in table.rows.all():
            progress.write(row, text, seen=row.progress, by=author, at=day(4))
        return table

    def write(table: ProgressTable) -> ProgressTable:
        return write_rows(table, "银行已放款。")

    def correct(table: ProgressTable) -> ProgressTable:
        return write(progress.correct(table, "承办进展更新", by=author, at=day(7)))

    changed = ("办理进展", "银行已放款。")
    return Use(
        progress.PROGRESS_TABLES,
        progress,
        MONTHLY,
        author,
        decider,
        draft,
        write,
        correct,
        changed,
        "/desk/progress/{edition.pk}/",
        ">审签并通报</button>",
    )


def norms(story: Story) -> Use:
    author, decider = story.actor("staff"), story.actor("approver")
    said = norm_editing.Text("财政经济小组履职规范", "每季度接待选民一次。", dt.date(2027, 1, 1))

    def draft() -> Norm:
        return norm_editing.begin("finance", said, by=author, at=day(4))

    def write(norm: Norm) -> Norm:
        text = replace(said, body="每月接待选民一次。", note="改为每月")
        return norm_editing.revise(norm.code, text, by=author, at=day(7))

    changed = ("正文", "每月接待选民一次。")
    return Use(
        norm_editing.NORMS,
        norm_editing,
        ("submit", "hand_back", "publish"),
        author,
        decider,
        draft,
        write,
        write,
        changed,
        "/desk/norms/finance/",
        ">审签并公布</button>",
    )


def reports(story: Story) -> Use:
    author, decider = story.actor("staff"), story.actor("approver")
    by = Actor.system("reports")

    def draft() -> Report:
        story.at = dt.datetime(2026, 11, 3, 9, 30, tzinfo=SHANGHAI)
        story.submit().accept()
        report = writing.draft(owners.of_station(story.station), Period(2026, 11), by=by, at=day(3))
        return words(report, "走访企业三家。")

    def words(report: Report, text: str) -> Report:
        section = report.sections.get(kind="work")
        writing.write(section, text, seen=section.text, by=author, at=day(4))
        return report

    def write(report: Report) -> Report:
        return words(report, "走访企业五家。")

    def correct(report: Report) -> Report:
        return write(writing.correct(report, "走访家数有误", by=author, at=day(7)))

    changed = ("内容", "走访企业五家。")
    return Use(
        writing.REPORTS,
        writing,
        MONTHLY,
        author,
        decider,
        draft,
        write,
        correct,
        changed,
        "/desk/reports/{edition.pk}/",
        ">审签并印发</button>",
    )


USES = {
    each.__name__: each
    for each in (policies, information, public_words, disclosures, progress_tables, norms, reports)
}
