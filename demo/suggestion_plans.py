"""Which suggestions the demo's year has: on what, when each begins, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from office.calendar import local_date

# Calendar days before the last day of the demo on which each kind of life begins: long ones began long ago.
LIVES = {
    "settled": 260, "followed": 150, "kept": 250, "broken": 240, "explained": 230, "reference": 220,
    "no_opinion": 200, "dissatisfied": 280, "answered": 60, "handling": 45, "extended": 120, "assigned": 17,
    "registered": 13, "merged": 44, "submitted": 7, "returned": 20, "letter": 90, "signing": 8, "drafting": 6,
    "withdrawn": 100, "again": 90, "watched": 110,
}  # fmt: skip
# Title, group, and what is asked for.
TOPICS = (
    ("稳岗返还资金按时到账", "finance", "审核通过后 30 日内拨付到企业账户\n每季度公示一次拨付进度"),
    ("降低政府性融资担保费率", "finance", "单户 500 万元以下的年费率降到 1%\n补贴按季清算"),
    ("惠企资金兑现公开到每一家", "finance", "每月在网站公布兑现名单\n超过 60 日未兑现的说明原因"),
    ("小微企业续贷不用先还后贷", "finance", "银行网点公布续贷条件\n每季度通报续贷家数"),
    ("园区公交早晚班次延长", "urban", "早班提前到 6:20\n晚班延后到 21:30"),
    ("工业大道路灯和标线补齐", "urban", "年内补齐 46 盏路灯\n三季度前重划标线"),
    ("园区污水管网雨污分流", "urban", "2026 年完成一期 3.2 公里\n公布施工时段"),
    ("货车夜间通行证网上办", "urban", "网上申请，当日办结\n每年复核一次路线"),
    ("园区企业职工子女就近入学", "social", "每年 5 月公布学位数\n材料减到 3 件"),
    ("零工市场设在园区门口", "social", "10 月前建成 200 平方米\n每日更新用工信息"),
    ("职工食堂食品安全共检", "social", "每月联合检查一次\n结果当日公示"),
    ("工伤认定不让职工来回跑", "social", "一次告知材料\n15 日内作出认定"),
    ("高新技术企业申报辅导前移", "industry", "每年 3 月上门辅导\n公布常见退回原因"),
    ("产业链配套企业名录共享", "industry", "每半年更新名录\n上线本地采购对接"),
    ("技改设备补贴按进度拨付", "industry", "到货后拨付 40%\n验收后 20 日内付清"),
    ("用电报装一次勘查", "industry", "7 日内答复方案\n公布每一步时限"),
    ("跨部门检查并成一次", "judicial", "每年 1 月公布检查计划\n同一企业一年不超过 2 次"),
    ("轻微违法首次不罚公布清单", "judicial", "6 月底前公布清单\n每季度公布适用件数"),
    ("企业欠款案件执行到位", "judicial", "每季度公布执行到位金额\n设立园区联络点"),
    ("农产品冷链物流进村", "rural", "2026 年建 5 个产地冷库\n电价按农用执行"),
    ("村级道路与产业路衔接", "rural", "年内打通 4 条断头路\n验收邀请代表参加"),
    ("油茶加工企业用地指标", "rural", "每年预留 30 亩\n公布申请条件"),
    ("担保费补贴直达企业", "finance", "补贴直接拨付到企业账户\n每季度公布拨付名单"),
    ("应急转贷资金随借随还", "finance", "申请材料减到 4 件\n2 个工作日内放款"),
    ("政府采购预留中小企业份额", "finance", "每年 3 月公布预留项目\n付款不超过 30 日"),
    ("中小企业账款清欠定期通报", "finance", "每季度通报清欠金额\n逾期的说明原因"),
    ("石材园区道路洒水降尘", "urban", "每日洒水不少于 4 次\n公布监督电话"),
    ("企业门头招牌一次备案", "urban", "网上备案，3 日内答复\n公布样式要求"),
    ("园区雨污管网定期清掏", "urban", "每年汛前清掏一遍\n公布清掏路段"),
    ("施工占道提前告知企业", "urban", "占道前 7 日告知沿线企业\n留出货车通道"),
    ("职业技能培训按企业需求开班", "social", "每季度征集一次需求\n培训结束 30 日内拨付补贴"),
    ("职工体检结果互认", "social", "半年内的体检结果互认\n公布互认项目"),
    ("园区托育点建设", "social", "利用闲置厂房建 1 处托育点\n公布收费标准"),
    ("女职工产假津贴按时发放", "social", "申请后 20 日内发放\n公布办理进度"),
    ("专精特新企业梯度培育", "industry", "每年公布培育名单\n一企一名联络员"),
    ("企业用气价格提前公布", "industry", "调价前 30 日公布\n公布价格构成"),
)
AT_THE_SESSION = 4


@dataclass(frozen=True)
class Plan:
    """One suggestion: how it ends, when it begins, and on what."""

    life: str
    begins_on: date
    topic: tuple[str, str, str]
    occasion: str = "recess"


def plans_of_year(begin: datetime, at: datetime) -> list[Plan]:
    """Of the year that the demo tells, from `begin` to its last moment `at`; the earliest first."""
    lives = [*LIVES, "settled", "settled", "answered", "kept", "explained", "followed", "handling", "handling",
             "assigned", "settled", "explained", "answered", "submitted", "reference"]  # fmt: skip
    first = local_date(begin) + timedelta(days=5)
    found = [
        Plan(
            life,
            max(first, local_date(at) - timedelta(days=LIVES[life] + 7 * (number // len(LIVES)))),
            TOPICS[number % len(TOPICS)],
        )
        for number, life in enumerate(lives)
    ]
    return _handed_in_at_the_session(sorted(found, key=lambda plan: plan.begins_on), local_date(at).year)


def _handed_in_at_the_session(plans: list[Plan], year: int) -> list[Plan]:
    """大会: the year's first ones, on one day; their order stays."""
    chosen = [plan for plan in plans if plan.begins_on.year == year][:AT_THE_SESSION]
    return [
        replace(plan, begins_on=chosen[0].begins_on, occasion="plenary") if plan in chosen else plan
        for plan in plans
    ]
