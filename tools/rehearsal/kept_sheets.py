"""The sheets of a third, invented county as its office keeps them: digits in full width, merged cells, two rows of
headings, notes below."""

from pathlib import Path

import openpyxl

WORKBOOK, ROSTER = "建站数据.xlsx", "代表名册.xlsx"
NAMES = {
    "县（市、区）名称": "青湖县",
    "机关全称": "青湖县人民代表大会常务委员会",
    "机关简称": "县人大常委会",
    "代表工作机构名称": "县人大常委会代表工作委员会",
    "政府办公室名称": "县政府办",
    "服务电话": "０９９８－６６１０００１",
    "通信地址": "青湖县湖滨路８号",
}
# The heading stands in the third row of each sheet of the template.
FIRST_ROW = 4
SHEETS = {
    "届次": (("县级", "第八届", "2021年11月20日", "2022.1.6"),),
    "承办单位": (
        ("ZFB", "青湖县人民政府办公室", "县政府办", "转办单位"),
        ("CZJ", "青湖县财政局", "财政局", "", "", "", "是", "", "财政经济", "", "０９９８－６６１００１１"),
        ("RSJ", "青湖县人力资源和社会保障局", "人社局", "政府部门", "在线办理"),
        ("JYJ", "青湖县教育局", "教育局"),
        ("GDGS", "国网青湖县供电公司", "供电公司", "企事业单位", "纸质办理"),
        ("", "说明：以上为常打交道的单位"),
    ),
    "代表小组": (
        ("QH-CG-01", "城关镇代表小组", "CG", "城关镇", "镇", "全镇"),
        ("QH-HX-01", "湖西乡代表小组", "HX", "湖西乡", "乡", "全乡"),
        ("QH-DS-01", "东山街道代表小组", "DS", "东山街道", "街道"),
    ),
    "服务站": (("qhz", "青湖县企业服务站", "", "青湖县工业园", "工作日上班时间", "", "是", "2026年11月1日"),),
    "进站代表": (
        ("ＱＨ００１", "周大同", "qhz", "金融服务", "是"),
        ("QH003", "", "青湖县企业服务站", "项目审批"),
    ),
    "账号": (
        ("ligong", "李工", "代表工作机构工作人员", "199 0006 0002"),
        ("zhaoshen", "赵审", "审签人", "199-0006-0003"),
        ("qianji", "钱稽", "审计员", "１９９０００６０００４"),
        ("sunlian", "孙联", "联络员", "19900060005", "", "", "财政经济小组", "是"),
        ("zhoudatong", "周大同", "代表", "", "", "", "", "", "", "QH001"),
        ("wucai", "吴财", "经办人", "19900060006", "", "财政局"),
        ("fuze", "傅泽", "负责人", "19900060008", "", "财政局"),
        ("zhengzhan", "郑站", "站点工作人员", "19900060007", "", "", "", "", "qhz"),
    ),
}  # fmt: skip
PEOPLE = (
    ("1", "城关镇", "周大同", "男", "１９７５．０３", "QH001", "１３９０００１０００１", "青湖米业公司董事长", "QH-CG-01", "财政经济"),
    ("2", None, "刘 敏", "女", "1982年7月", "QH002", "139 0001 0002", "县一中教师", None, "社会建设"),
    ("3", None, "王　强", "男", "1979-12", "QH003", "13900010003", "东门社区书记", None, "财政经济"),
    ("4", "湖西乡", "吴小芹", "女", "1980.10", "QH004", "139-0001-0004", "湖西乡卫生院院长", "QH-HX-01", "社会建设"),
    ("5", None, "马得草", "男", None, "QH005", None, "种粮大户", None, "农业农村"),
    ("6", "东山街道", "钱芳", "女", "1990-01", "QH006", "13900010006", "清洁工", "QH-DS-01", None),
)  # fmt: skip
HEADINGS = ("序号", "代表团", "姓名", "基本情况", None, "代表证号", "联系电话", "工作单位及职务", "代表小组", "专业小组")  # fmt: skip
SECOND_HEADINGS = (None, None, None, "性别", "出生年月")
MERGED = (
    "A1:J1", "A2:J2", "D3:E3", *(f"{column}3:{column}4" for column in "ABCFGHIJ"),
    "B5:B7", "I5:I7", "B8:B9", "I8:I9", "A11:J11",
)  # fmt: skip


def fill(template: Path, folder: Path) -> int:
    """The template with everything but the roster, in the folder; how many characters were typed."""
    book = openpyxl.load_workbook(template)
    typed = 0
    for row in book["机关名称"].iter_rows(min_row=FIRST_ROW):
        typed += _write(row[1], NAMES.get(str(row[0].value), ""))
    for title, rows in SHEETS.items():
        for number, values in enumerate(rows, FIRST_ROW):
            for column, value in enumerate(values, 1):
                typed += _write(book[title].cell(number, column), value)
    book.save(folder / WORKBOOK)
    return typed


def roster(folder: Path) -> Path:
    """The office's own list of its representatives, which nobody types anew."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for values in (
        ("青湖县第八届人民代表大会代表名册",), ("（截至２０２６年１１月）",), HEADINGS, SECOND_HEADINGS, *PEOPLE,
        ("注：1.以上名单共6人；2.马得草代表电话待核。",),
    ):  # fmt: skip
        sheet.append(values)
    for area in MERGED:
        sheet.merge_cells(area)
    book.save(folder / ROSTER)
    return folder / ROSTER


def _write(cell: object, value: str) -> int:
    if value:
        cell.value = value  # type: ignore[attr-defined]
    return len(value)
