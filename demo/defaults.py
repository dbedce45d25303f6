"""What a scenario does where it says nothing else: a plain request, and each step by its usual person."""

from collections.abc import Mapping
from typing import Any, NamedTuple

TEXT = "贷款月底到期，银行要求先还后贷，八百万元我上哪里找过桥资金？希望帮助协调续贷。"
REPLY = "经与贷款银行协商，已按无还本续贷政策办理续贷七百二十万元，其余由担保公司承接。"
ANSWER = "市财政局答复：贷款已按无还本续贷办理，请您本周内到银行签署合同。"
REQUEST: Mapping[str, Any] = {
    "source": "qr_station",
    "requester_kind": "enterprise",
    "text": TEXT,
    "enterprise_name": "湖北锦绣蓝天服饰有限公司",
    "contact": "徐经理",
    "phone": "19900020011",
    "share_contact": True,
}
OFFICER = {"officer_name": "童欣", "officer_phone": "07132920011"}
REPLIED = {"text": REPLY, "result_class": "A", "signer": "邱正华", "publicity": "open", **OFFICER}
CALLED = {"called": "徐经理", "said": "都好，没有反复。"}


class DefaultStep(NamedTuple):
    """Who takes a step as a rule (see `Scenario.person`), and its inputs as far as they name no row and no day."""

    who: str
    inputs: Mapping[str, Any]


STEPS: Mapping[str, DefaultStep] = {
    "accept": DefaultStep("liaison", {}),
    "decline": DefaultStep(
        "staff", {"reason": "outside", "explanation": "不属受理范围。", "guidance": "请拨打 12345。"}
    ),
    "agree_to_be_named": DefaultStep("requester", {}),
    "appeal": DefaultStep("requester", {"text": "这是园区的事，请受理"}),
    "contact": DefaultStep(
        "representative", {"how": "telephone", "reached": "yes", "said": "已了解情况，正在协调。"}
    ),
    "assign": DefaultStep("staff", {"expected_outcome": "月底前续贷到位"}),
    "sign": DefaultStep("handler", OFFICER),
    "change_officer": DefaultStep("head", {"officer_name": "陶然", "officer_phone": "19900030033"}),
    "release_summary": DefaultStep(
        "staff", {"text": "有企业反映窗口办件多次要求重复提交材料，请核实并改进。", "checked": "yes"}
    ),
    "pass_on": DefaultStep("co_handler", {}),
    "record_sign": DefaultStep("staff", OFFICER),
    "record_return": DefaultStep("staff", {"reason": "不属本单位职责"}),
    "record_pass_on": DefaultStep("staff", {}),
    "record_reply": DefaultStep("staff", {**REPLIED, "recorded_from": "邮寄"}),
    "hand_over": DefaultStep("staff", {"reason": "出差"}),
    "name_helper": DefaultStep("staff", {"because": "knows"}),
    "end_help": DefaultStep("staff", {}),
    "ask": DefaultStep("liaison", {"text": "请补充合同"}),
    "opinion": DefaultStep("co_handler", {"text": "同意主办单位意见。"}),
    "ask_extension": DefaultStep("handler", {"reason": "须与省厅核对数据"}),
    "extend": DefaultStep("second_staff", {}),
    "refuse_extension": DefaultStep("second_staff", {"decision": "理由不充分，请按期回复。"}),
    "consult": DefaultStep("liaison", {"place": "邻里中心二楼会议室", "text": "续贷与贴息由谁牵头"}),
    "record_consult": DefaultStep(
        "liaison",
        {"minutes": "由开发区牵头，财政局三日内拨付，月底前办成。", "outcome": "开发区牵头，月底前办成"},
    ),
    "reply": DefaultStep("handler", REPLIED),
    "confirm": DefaultStep("head", {}),
    "hand_back": DefaultStep("head", {"remark": "请写明日期"}),
    "answer": DefaultStep("representative", {"text": ANSWER}),
    "rate": DefaultStep("requester", {"satisfaction": "satisfied", "agreed": "yes"}),
    "withdraw": DefaultStep("requester", {"reason": "pressed"}),
    "report_milestone": DefaultStep("handler", {"text": "地基已完工"}),
    "keep_promise": DefaultStep("liaison", {"evidence": "路灯全部安装通电，附验收单。"}),
    "break_promise": DefaultStep("liaison", {"reason": "资金没有落实"}),
    "undo_accept": DefaultStep("liaison", {}),
    "undo_assign": DefaultStep("staff", {}),
    "undo_urge": DefaultStep("staff", {}),
    "review_conditions": DefaultStep(
        "staff", {"conditions": "changed", "reason": "新的规划已经批准，可以安排。"}
    ),
    "record_look_back": DefaultStep("second_staff", {"outcome": "came_back", **CALLED}),
    "record_call_back": DefaultStep("second_staff", {"outcome": "own_will", **CALLED}),
    "still_there": DefaultStep("requester", {"holds": "no"}),
    "check_exclusion": DefaultStep("second_staff", {"conclusion": "wrong", "remark": "不是广告。"}),
    "unmerge": DefaultStep("staff", {"reason": "不是同一件事"}),
    "follow": DefaultStep("staff", {"text": ANSWER}),
    "split": DefaultStep(
        "liaison", {"part_1": "变压器老跳闸，一停就是半天。", "part_2": "晚班没有公交，工人回不了家。"}
    ),
}
# What a reply of these result classes needs besides; the promise is due so many calendar days later.
PROMISED_AFTER = 60
REPLY_NEEDS = {"B": {"promise_text": "年底前建成投用"}, "C": {"basis": "鄂政发〔2025〕3号"}}
