"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from evaluation import term_change, wording
from evaluation.duties import links, own_entries, retention
from evaluation.duties.rules import RULES
from evaluation.proven import TABLES
from evaluation.scores import LINE_LABELS
from evaluation.triggers import TRIGGERS
from fieldwork import own_links
from fieldwork.norms.paragraphs import rule_names
from groups.year_records import duty_sources, other_sources
from office import ports
from office.events import proven
from office.ports import NavItem
from office.roles import Role

OFFICE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})
READERS = frozenset({Role.REPRESENTATIVE, Role.STAFF, Role.APPROVER, Role.AUDITOR})
YEARLY = READERS | {Role.LIAISON}

REPORTED = frozenset({Role.LIAISON, Role.CLERK})


def register() -> None:
    proven.register(*TABLES)
    term_change.register()
    own_links.finders.register(links.link_of)
    own_links.pages.register(links.pages)
    duty_sources.register(own_entries.records)
    other_sources.register(own_entries.others)
    for name in (*(rule.kind.label for rule in RULES), *LINE_LABELS):
        rule_names.register(str(name))
    for trigger in TRIGGERS:
        ports.database_objects.register(trigger)
    ports.purge_steps.register(ports.PurgeStep("exemptions", "过期的免除原因", retention.purge_exemptions))
    ports.personal_data.register(retention.personal_data)
    ports.public_words.register(wording.approved)
    ports.public_navigation.register(NavItem("承诺墙", "evaluation:promise_wall", 60, section="履职公开"))
    ports.public_navigation.register(NavItem("开放数据", "evaluation:open_data", 64, section="履职公开"))
    ports.desk_navigation.register(
        NavItem("月度指标", "evaluation:figures", 61, OFFICE, section="公开和评价")
    )
    ports.desk_navigation.register(NavItem("履职任务", "evaluation:duties", 62, YEARLY, section="公开和评价"))
    ports.desk_navigation.register(
        NavItem("履职得分", "evaluation:scores", 63, READERS, section="公开和评价")
    )
    ports.desk_navigation.register(
        NavItem("建议评审", "evaluation:assessments", 64, YEARLY, section="公开和评价")
    )
    ports.desk_navigation.register(NavItem("履职之星", "evaluation:stars", 65, YEARLY, section="公开和评价"))
    ports.desk_navigation.register(
        NavItem("履职公示", "evaluation:desk_disclosures", 60, READERS, section="公开和评价")
    )
    ports.desk_navigation.register(
        NavItem("综合分析", "evaluation:analysis", 66, OFFICE | {Role.LIAISON}, section="公开和评价")
    )
    ports.desk_navigation.register(
        NavItem("工作报告", "evaluation:reports", 67, OFFICE | REPORTED, section="公开和评价")
    )
