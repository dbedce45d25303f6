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
    "嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠单连郜晏栾郁蒙喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽仲乐虞卞封竺"
)
_GIVEN = r"[\u3400-\u9fff\U00020000-\U0003FFFF]"
_CUES = (
    "员工|职工|工人|工友|师傅|同事|名叫|叫做|我叫|[他她人]叫|姓名|户名(?!单)|本人|联系人|负责人|法人(?!章)|法定代表人|经办人|妻子|丈夫|老婆|"
    "老公|儿子|女儿|父亲|母亲|姐夫|患者|伤者|死者|当事人|厂长|司机|会计|老板|经理|主管|包工头|股东|房东|合伙人|村民|农户|被告|原告|"
    "局长|科长|所长|队长|股长|站长|镇长|乡长|书记|主任|副总|老师(?!傅)"
)
_INTRODUCED = re.compile(rf"(?:{_CUES})[\s:：是为叫]{{0,2}}((?:{_DOUBLE}|[{_SINGLE}]){_GIVEN}{{1,2}})")
_TITLES = "先生|女士|小姐|同志|经理|老板|师傅|主管|厂长|会计|书记|局长|科长|所长|队长|主任|镇长|老师"
_ADDRESSED = re.compile(
    rf"(?:(?<!{_GIVEN})|(?<=[找请和与给问向跟是由]))((?:{_DOUBLE}|[{_SINGLE}]){_GIVEN}{{1,2}})(?={_TITLES})"
)
# What may follow a name and is none of its characters.
_FOLLOWS = frozenset(
    "上下在的说因于被骑来去到受和与从向没不有是要想家年已今昨也都就把给对跟打住病生出交找请反做当等让问手身电先女同老姓总哥姐叔姨，。"
)
# Common words that begin with a surname's character.
_COMMON = """
东方 全体 全勤 全区 全厂 全国 全家 全市 全年 全是 全村 全责 全部 全都 全镇 全靠 全额 和解 和谈 商务 商品 商店 商议 商量
平时 广州 应收 应该 强制 强烈 强行 成为 成了 成功 成千 成天 成本 成立 成绩 房屋 房租 时不 时候 时常 时机 时薪 时间 明天
明年 权利 权益 来了 来公 来回 来找 来电 来自 来要 来访 来说 来闹 杭州 水泥 水电 终于 计件 计划 计算 车位 车子 车票 车祸
车费 车辆 车间 边上 都不 都会 都在 都拿 都是 都有 都来 都没 都被 都要 都说 黄冈 黄土 黄沙 黄石 黄金 周一 周三 周二 周五
周六 周四 周日 周末 周转 周边 高中 高价 高低 高兴 高处 高峰 高度 高新 高校 高温 高端 高级 高薪 高速 高额 林业 何以 何况
何必 何时 何来 马上 马路 郑州 郑重 谢谢 于上 于二 于今 于前 于去 于是 于本 于近 程师 程序 程度 许可 许多 许诺 沈阳 曾于
曾向 曾在 曾多 曾经 苏州 叶片 余下 余款 余钱 余额 田亩 田地 田间 任何 任务 任性 任意 任由 任职 姜汁 方便 方向 方式 方案
方法 方言 方面 石头 石料 石材 石棉 金属 金融 金额 孔洞 白天 白果 白班 白菊 康复 毛利 毛病 江南 江浙 江苏 江西 江边 顾虑
顾问 万一 万元 万分 段位 段时 钱款 钱没 汤圆 易发 易地 易燃 常务 常常 常年 常用 武汉 贺词 赖着 赖账 文书 文件 文凭 文化
施压 施工 安全 安庆 安徽 安心 安排 安置 安装 严重 牛栏 牛肉 温和 温岭 温度 温馨 季度 季节 章子 章程 申报 申请 尤其 向上
向人 向他 向代 向你 向公 向劳 向单 向她 向客 向局 向您 向我 向政 向村 向法 向社 向银 向镇 柳州 路上 路口 路段 路灯 路费
路过 管事 管委 管教 管理 管道 祝福 左右 左手 左脚 左腿 关于 关停 关心 关注 关照 关系 关门 费用 纪律 盛夏 欧洲 项目 游客
游戏 游泳 阳光 阳台 席位 卫生 查处 查询 查账 包住 包吃 包工 包干 包庇 包括 包月 包装 包车 宁愿 解决 解放 解散 解答 解约
解聘 解释 解除 解雇 华人 古稀 古镇 米厂 米饭 简单 盖章 符号 符合 木工 党员 党委 党支 党政 党组 谈好 谈话 单亲 单人 单价
单休 单位 单双 单号 单子 单据 单方 单是 单条 单次 单独 单班 单程 单笔 单纯 单证 单边 单靠 连一 连个 连同 连基 连夜 连工
连带 连我 连续 连饭 冷天 花园 花生 花费 花钱 封了 封条 封路 封闭
"""
_WORDS = frozenset(_COMMON.split())


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
