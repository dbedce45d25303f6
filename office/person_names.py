"""Where a text names a person: a word that introduces one, a surname, and one or two characters. Pure and careful.

Chinese writes names without a space, so a name is only taken where a word before it (员工, 名叫, 联系人) or a form of
address after it (先生, 女士) says that one comes; a common word that begins like a surname is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOUBLE = "欧阳|诸葛|司马|上官|尉迟|皇甫|夏侯|公孙|慕容|令狐|端木|东方|司徒"
_SINGLE = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安"
    "颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲"
    "游阳裴席卫查屈鲍位覃霍翁隋植甘景薄包司柏宁柯阮桂闵解柴华冉辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅"
    "嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁蒙喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽仲乐虞卞封竺"
)
_GIVEN = r"[\u3400-\u9fff\U00020000-\U0003FFFF]"
_CUES = (
    "员工|职工|工人|工友|师傅|同事|名叫|叫做|我叫|他叫|她叫|姓名|本人|联系人|负责人|法人|法定代表人|经办人|妻子|丈夫|老婆|老公|"
    "儿子|女儿|患者|伤者|死者|当事人|厂长|司机|会计"
)
_INTRODUCED = re.compile(rf"(?:{_CUES})[\s:：是为叫]{{0,2}}((?:{_DOUBLE}|[{_SINGLE}]){_GIVEN}{{1,2}})")
_ADDRESSED = re.compile(
    rf"(?:(?<!{_GIVEN})|(?<=[找请和与给问向跟是由]))((?:{_DOUBLE}|[{_SINGLE}]){_GIVEN}{{1,2}})(?=先生|女士|小姐|同志)"
)
# What may follow a name and is none of its characters.
_FOLLOWS = frozenset(
    "上下在的说因于被骑来去到受和与从向没不有是要想家年已今昨也都就把给对跟打住病生出交找请反做当等让问手身电先女同老，。"
)
# Common words that begin with a surname's character.
_WORDS = frozenset(
    [
        "高温",
        "高薪",
        "高级",
        "高新",
        "高速",
        "高峰",
        "高中",
        "高校",
        "高处",
        "于是",
        "于今",
        "向上",
        "向我",
        "向公",
        "向单",
        "周转",
        "周边",
        "周末",
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
        "周日",
        "任何",
        "任务",
        "马上",
        "余下",
        "金额",
        "方便",
        "方案",
        "方面",
        "白天",
        "白班",
        "石材",
        "石料",
        "常常",
        "常年",
        "成本",
        "成立",
        "安全",
        "安排",
        "安置",
        "安装",
        "全部",
        "全厂",
        "全家",
        "全体",
        "全年",
        "包括",
        "包吃",
        "关于",
        "关系",
        "解决",
        "解释",
        "解除",
        "单位",
        "单独",
        "连续",
        "连夜",
        "时间",
        "时常",
        "时候",
        "何时",
        "来自",
        "来回",
        "来公",
        "都是",
        "都不",
        "都要",
        "都在",
        "都没",
        "路上",
        "路过",
        "车间",
        "车子",
        "车祸",
        "华人",
        "强烈",
        "强制",
        "计件",
        "计划",
        "文化",
        "文件",
        "文凭",
        "万一",
        "万元",
        "管理",
        "管道",
        "房租",
        "房屋",
        "边上",
        "易燃",
        "程序",
        "程度",
        "江边",
        "许多",
        "许可",
        "应该",
        "段时",
        "查询",
        "商量",
        "商议",
        "古稀",
        "简单",
        "符合",
        "申请",
        "申报",
        "纪律",
        "费用",
        "项目",
        "温度",
        "严重",
        "康复",
        "平时",
        "谈话",
        "谈好",
        "封闭",
        "党员",
        "花费",
        "冷天",
        "木工",
        "商店",
        "施工",
        "田间",
        "林业",
        "水电",
        "时薪",
        "章程",
        "盖章",
        "欧洲",
        "宁愿",
        "左右",
        "古镇",
        "米饭",
        "东方",
        "钱款",
        "钱没",
        "左手",
        "左脚",
        "左腿",
        "牛肉",
        "尤其",
        "向劳",
        "向人",
        "向社",
        "向法",
        "叶片",
        "温岭",
        "易发",
        "卫生",
        "游客",
        "武汉",
        "黄冈",
        "黄石",
        "郑州",
        "杭州",
        "苏州",
        "广州",
    ]
)


def named_in(text: str) -> Iterator[tuple[int, int]]:
    """Places of persons' names."""
    for pattern in (_INTRODUCED, _ADDRESSED):
        for found in pattern.finditer(text):
            start = found.start(1)
            name = _without_what_follows(found.group(1))
            if name and name[:2] not in _WORDS:
                yield start, start + len(name)


def _without_what_follows(name: str) -> str:
    """李明上 is 李明: the last character belongs to the sentence. A surname alone is no name."""
    least = 3 if name[:2] in _DOUBLE.split("|") else 2
    if len(name) < least or name[least - 1] in _FOLLOWS:
        return ""
    return name[:-1] if len(name) > least and name[-1] in _FOLLOWS else name
