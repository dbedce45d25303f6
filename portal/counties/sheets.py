"""The sheets of a pack: what each is called, its columns, and how a row of it reads. The template is made from them."""

from groups.models import Department, RegionalUnit, Term
from office.models import CalendarDay
from office.roles import Role
from portal.counties import cells
from portal.counties.sheet_kinds import Column, SheetKind, required
from stations.models import Station

YES_OR_NO = ("是", "否")
# The sheet of the template with what every county has, and its columns.
CHOICES = "可选内容"
PROFESSIONAL_GROUPS, POSTING_FUNCTIONS = (CHOICES, "专业小组"), (CHOICES, "进站职能")
UNIT_NAMES, STATION_NAMES = ("承办单位", "简称"), ("服务站", "名称")
CODE = cells.slug(r"[A-Za-z0-9_-]{1,20}", "请用字母、数字和连字符，最多 20 个")
LOWER_CODE = cells.slug(r"[a-z0-9]{1,20}", "请只用小写字母和数字，最多 20 个")
USERNAME = cells.slug(r"[A-Za-z0-9_.-]{1,60}", "请用字母、数字、点和连字符")

# What offices call a role beside its own name.
ROLE_WORDS = {
    "代表": Role.REPRESENTATIVE,
    "站点工作人员": Role.CLERK,
    "经办人": Role.HANDLER,
    "负责人": Role.HEAD,
    "管理员": Role.ADMINISTRATOR,
}


NAMES = SheetKind(
    "names",
    "机关名称",
    [
        required("项目", "item", cells.text(40), "不要改动"),
        Column("内容", "value", cells.text(200), "写在每个页面、信函和海报上"),
    ],
    "请先填这一张。没有服务电话、备案号的可以留空，以后在系统设置中补填。",
)
TERMS = SheetKind(
    "terms",
    "届次",
    [
        Column(
            "层级",
            "level",
            cells.one_of(dict(Term.Level.choices)),
            "不填为县级",
            empty=Term.Level.COUNTY,
            choices=Term.Level.labels,
        ),
        required("届次名称", "name", cells.text(60), "例如：第七届", "届次"),
        required("选举日期", "elected_on", cells.day, "例如：2021-11-20"),
        required("任期开始", "takes_office_on", cells.day, "例如：2022-01-06"),
    ],
)
UNITS = SheetKind(
    "units",
    "承办单位",
    [
        required("代码", "code", CODE, "常用单位请用“常用代码”表里的代码，办理建议按它认单位"),
        required("全称", "name", cells.text(60), "印在信函上", "单位全称", "单位名称"),
        required("简称", "short_name", cells.text(20)),
        Column(
            "类型",
            "kind",
            cells.one_of(dict(Department.Kind.choices)),
            "不填为政府部门",
            empty="government",
            choices=Department.Kind.labels,
        ),
        Column(
            "办理方式",
            "mode",
            cells.one_of(dict(Department.Mode.choices)),
            "不填为在线办理；没有人登录办理的选纸质办理",
            empty="online",
            choices=Department.Mode.labels,
        ),
        Column(
            "经由单位", "through", cells.named(60), "须经政府办公室转办的，填转办单位", listed_in=UNIT_NAMES
        ),
        Column(
            "负责人审签",
            "head_confirms",
            cells.flag,
            "回复是否先由本单位负责人审签",
            empty=False,
            choices=YES_OR_NO,
        ),
        Column(
            "须附盖章件",
            "sealed_letter",
            cells.flag,
            "回复是否须附盖章的扫描件",
            empty=False,
            choices=YES_OR_NO,
        ),
        Column("对口专业小组", "group", cells.text(40), "按专业督办的小组", listed_in=PROFESSIONAL_GROUPS),
        Column("职责", "duties", cells.sentences, "用；分开", empty=()),
        Column("办公电话", "phone", cells.public_phone),
    ],
)
CATEGORY_UNITS = SheetKind(
    "category-units",
    "类别分工",
    [
        required("类别代码", "category", CODE, "不要改动"),
        Column("类别", "name", cells.text(60), "只供对照"),
        Column(
            "主办单位", "lead", cells.named(60), "单位代码或简称；没有这个单位的会略去", listed_in=UNIT_NAMES
        ),
        Column("协办单位", "co", cells.names, "用、分开", empty=(), listed_in=UNIT_NAMES),
    ],
    "哪一类诉求通常由哪个单位办，交办时作为建议。",
)
GROUPS = SheetKind(
    "groups",
    "代表小组",
    [
        required("代码", "code", CODE, "例如：RG-CG-01", "小组代码"),
        required("名称", "name", cells.text(60), "", "小组名称"),
        required("乡镇街道代码", "unit_code", CODE, "例如：CG"),
        required("乡镇街道", "unit", cells.text(40)),
        Column(
            "类型",
            "kind",
            cells.one_of(dict(RegionalUnit.Kind.choices)),
            "不填为镇",
            empty="town",
            choices=RegionalUnit.Kind.labels,
        ),
        Column("范围", "scope", cells.text(200), "所含的村、社区"),
    ],
)
STATIONS = SheetKind(
    "stations",
    "服务站",
    [
        required("代码", "code", LOWER_CODE, "写在二维码的网址里，启用后不能改"),
        required("名称", "name", cells.text(60)),
        Column(
            "类型",
            "kind",
            cells.one_of(dict(Station.Kind.choices)),
            "不填为专业服务站",
            empty="professional",
            choices=Station.Kind.labels,
        ),
        Column("地址", "address", cells.text(120)),
        Column("开放时间", "hours", cells.text(120), "例如：工作日 8:30–17:30"),
        Column("电话", "phone", cells.public_phone),
        Column(
            "默认站",
            "is_default",
            cells.flag,
            "定不了站的诉求归它，只能有一个",
            empty=False,
            choices=YES_OR_NO,
        ),
        required("启用日期", "opened_on", cells.day, "例如：2026-01-04"),
    ],
)
ROSTER = SheetKind(
    "roster", "代表名册", note="格式同后台“导入代表名册”；标题、两行表头、合并单元格、表下的注都可以保留。"
)
POSTINGS = SheetKind(
    "postings",
    "进站代表",
    [
        required("代表证号", "certificate", cells.certificate, "", "证号"),
        Column("姓名", "name", cells.text(60), "只供核对"),
        required("服务站", "station", cells.named(60), "代码或名称", listed_in=STATION_NAMES),
        Column(
            "职能",
            "functions",
            cells.names,
            "用、分开",
            empty=(),
            aliases=("进站职能",),
            listed_in=POSTING_FUNCTIONS,
        ),
        Column(
            "主要进站", "is_primary", cells.flag, "几个站都进的，主要在这一站", empty=False, choices=YES_OR_NO
        ),
    ],
)
ACCOUNTS = SheetKind(
    "accounts",
    "账号",
    [
        required("用户名", "username", USERNAME, "例如：lixiaoming"),
        required("姓名", "name", cells.text(60)),
        required(
            "角色",
            "role",
            cells.several_of(dict(Role.choices), ROLE_WORDS),
            "兼任的用、分开",
            choices=Role.labels,
        ),
        Column("手机号", "phone", cells.phone, aliases=("手机", "联系电话", "电话")),
        Column("邮箱", "email", cells.email),
        Column(
            "单位",
            "unit",
            cells.named(60),
            "单位经办人、单位负责人、政策编辑填单位代码或简称",
            aliases=("承办单位",),
            listed_in=UNIT_NAMES,
        ),
        Column(
            "小组",
            "group",
            cells.named(60),
            "联络员填专业小组，或“代表小组”表的代码",
            listed_in=PROFESSIONAL_GROUPS,
        ),
        Column(
            "主联络员",
            "is_main",
            cells.flag,
            "一个小组几位联络员的，哪一位为主",
            empty=False,
            choices=YES_OR_NO,
        ),
        Column(
            "服务站", "station", cells.named(60), "服务站工作人员填服务站代码或名称", listed_in=STATION_NAMES
        ),
        Column("代表证号", "certificate", cells.certificate, "人大代表填代表证号"),
    ],
)
CALENDAR = SheetKind(
    "calendar",
    "放假安排",
    [
        required("日期", "date", cells.day),
        required(
            "类型", "kind", cells.one_of(dict(CalendarDay.Kind.choices)), choices=CalendarDay.Kind.labels
        ),
        required("名称", "name", cells.text(40), "例如：国庆节"),
    ],
    "国务院办公厅的通知已经装好；只有通知以外的安排才需要填。",
)
# In the order in which they are written: each finds what it names.
SHEETS = (
    NAMES, TERMS, UNITS, CATEGORY_UNITS, GROUPS, STATIONS, ROSTER, POSTINGS, ACCOUNTS, CALENDAR,
)  # fmt: skip
