"""Whether a text reads like an accusation of an official (检举控告), and where: a proposal to seal, nothing more.

A few words say it outright. Beyond them a text is weighed by its characters, pairs and triples, in which an official,
a body, somebody's kin and a sum each count as one character; the weights were learned from invented texts
(tools/learn_accusations.py). Pure, some milliseconds.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache

from django.conf import settings

from requests_app.texts.folding import folded

SHOWN = 24
# A sentence is judged a little more strictly than the whole of which it is a part.
PART = 0.5
SHARP = 4.0
PART_AT_LEAST = 6

# Said to whom one writes, not of whom.
_ADDRESS = re.compile(
    r"(?:尊敬的|各位|敬爱的|请求?|希望|望|感谢|谢谢|求|恳请|劳烦|麻烦)(?:市|县|镇|上级|各位|有关|相关|部门|政府|人大)*"
    r"(?:领导|代表|主任|同志)(?:们|您|关心|重视|支持|帮忙|协调)*|(?:领导|队长|主任|局长|书记)(?:们|您好?|好|,|，)"
)
# Somebody in office, by title or as 安监站的同志, 土管所的老周, 管项目的李某.
_PERSON = re.compile(
    r"[局科股所站处镇乡市县院庭队村行]长|副[局科市镇]|主席|书记|支书|主任|检察官|法官|民警|交警|辅警|协警|警察|干部|领导|公职人?员?|公务员|官员|当官|"
    r"执法[人队]?员|执法的|工作人员|办事人?员|专管员|抄表员|审核员|巡查员|网格员|协管员|专家|监理|某[局科领镇]|[里上下]面的?人|"
    r"(?:[局委办站所院队科社]|政府|管委会|开发区|园区|公司|[镇乡村街]道?里?|公家|环保|消防|税务|市监|工商|土管|矿管|城管|安监|应急|运管|路政|交通|"
    r"供电|供水|自来水|银行|住建|国土|规划|林业|水利|审批|信贷|审图|检查|验收|收费|窗口|办[证事案]|管[\u4e00-\u9fff]{1,4})"
    r"[\u4e00-\u9fff]{0,5}?(?:的人|的?那个|里?那个人|的同志|的老[\u4e00-\u9fff]|某|有人)"
)
_BODY = re.compile(
    r"管委会|派出所|检测站|城管|国企|平台公司|采购办|招投标办|村委|村里|镇里|政府|法院|公安|税务|环保|消防|市监|工商|住建|供电所|信用社|街道办|"
    r"[\u4e00-\u9fff](?:局|所|站|支队|大队)"
)
_KIN = re.compile(
    r"[大小]?舅子|小姨子|姐夫|妹夫|[表堂][弟哥]|侄[子儿]|外甥|女婿|岳父|丈人|连襟|亲家|亲戚|亲属|家属|情[妇人]|老乡|姑父|朋友|儿子|弟弟|老婆|妻子"
)
_SUM = re.compile(
    r"(?<![\d一二两三四五六七八九十几半])[\d一二两三四五六七八九十几半]++[万千百十]{0,4}(?:块钱?|元|万|千|百|条|箱|成)"
)
_STANDS_FOR = ((_PERSON, "官"), (_BODY, "司"), (_KIN, "亲"), (_SUM, "款"))
_TOGETHER = (("官", "款"), ("官", "亲"), ("司", "款"), ("司", "亲"), ("亲", "款"))
_NAMED = re.compile(
    "受贿|索贿|行贿|贪污|贪官|腐败|吃拿卡要|以权谋私|滥用职权|权钱交易|利益输送|中饱私囊|徇私|渎职|职务便利|保护伞|收黑钱|收钱办事|"
    "权力寻租|优亲厚友|吃空饷|(?:检举|控告|举报)[^，。]{0,8}[局科股所站处镇乡市县队]长"
)
# What somebody in office has taken, in plain words.
_TAKEN = re.compile(
    r"(?<!拒)(?<!不)(?<!没)[收索要拿送给塞][^，。；]{0,8}?(?:好处|红包|回扣|茶水费|辛苦费|感谢费|烟酒|购物卡|礼金|拿烟|拿酒|要烟|要酒|干股)"
)
_OWN = re.compile(
    r"业务员|采购|股东|合伙人|高管|会计|出纳|员工|供应商|客户|奖励|感谢|[我本]们?公司的?[^，。]{0,3}(?:经理|主管)"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_BETWEEN = re.compile(r"\W+")
_CLAUSE = re.compile(r"[^。！？!?；;，,、\s]+")


def signs(text: str) -> str:
    """The words that most read like an accusation, as they stand in the text; empty: it does not."""
    said = _ADDRESS.sub("", text)
    sentences: list[str] = _SENTENCE.findall(said)
    for sentence in sentences:
        taken = _TAKEN.search(sentence) if _PERSON.search(sentence) else None
        named = _NAMED.search(sentence) or taken
        if named and not _OWN.search(sentence):
            return sentence[named.start() : named.end()]
    if not (_PERSON.search(said) or _BODY.search(said)):
        return ""
    parts = [part for part in sentences if len(part) >= PART_AT_LEAST]
    if max([weighed(said), *(weighed(part) - PART for part in parts)]) <= 0:
        return ""
    clauses: list[str] = _CLAUSE.findall(said) or [said]
    return max(clauses, key=weighed)[:SHOWN]


def weighed(text: str) -> float:
    """Above 0: rather an accusation than not."""
    weights = _weights()
    known = [weights[feature] for feature in features(text) if feature in weights]
    return SHARP * sum(known) / math.sqrt(len(known)) if known else -1.0


def features(text: str) -> set[str]:
    """What is weighed: characters, pairs and triples, and what meets in one text."""
    plain = folded(_ADDRESS.sub("", text))
    for pattern, sign in _STANDS_FOR:
        plain = pattern.sub(sign, plain)
    plain = _BETWEEN.sub("，", plain).strip("，")
    met = {f"+{one}{other}" for one, other in _TOGETHER if one in plain and other in plain}
    runs = {plain[at : at + size] for size in (1, 2, 3) for at in range(len(plain) - size + 1)}
    return {"", *met, *runs}


@lru_cache
def _weights() -> dict[str, float]:
    path = settings.BASE_DIR / "data" / "accusation-weights.json"
    learned: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return learned
