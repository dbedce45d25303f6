"""The suggestions of the year before the demo's: all of them ended, as what a search for similar ones finds."""

# Days before the demo's year in which it begins, how it ends, when it was handed in, and title, group, demands.
PLANS = (
    (325, "kept", "plenary", ("稳岗返还资金拨付提速", "finance", "审核结果 10 日内告知企业\n每月公布拨付进度")),
    (322, "settled", "plenary", ("园区公交线路优化", "urban", "增开园区到高铁站的班次\n站牌公布到站时刻")),
    (318, "explained", "motion", ("村级产业路纳入县道养护", "rural", "对通产业基地的村道分批纳入养护\n公布纳入条件")),
    (290, "settled", "recess", ("工伤认定材料精简", "social", "重复材料不再提交\n公布一次告知单")),
    (260, "kept", "recess", ("技改补贴申报一次办成", "industry", "申报材料网上预审\n公布常见退回原因")),
    (235, "reference", "recess", ("涉企行政处罚裁量标准公开", "judicial", "按行业公布裁量标准\n典型案例每季度公布")),
    (210, "no_opinion", "recess", ("政府性融资担保名单公开", "finance", "公布合作银行名单\n公布办理时限")),
    (195, "settled", "recess", ("园区职工子女暑期托管", "social", "园区开办公益托管班\n公布报名条件")),
    (180, "explained", "recess", ("货车临时停放点设置", "urban", "工业大道沿线增设停放点\n公布停放时段")),
    (165, "withdrawn", "recess", ("用电报装网上查进度", "industry", "网上公布每一步的时限\n逾期自动提醒")),
)  # fmt: skip
