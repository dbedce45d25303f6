"""A clerk of another county who has nothing but docs/operators.md, in a real browser: from the first administrator over
建站向导 to a request that is answered and rated. Each step also tells what it costs the person."""

import csv
import os
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.rehearsal import kept_sheets
from tools.rehearsal.person import READS, TYPES, Effort, Person, one_time_code
from tools.rehearsal.site import ROOT, Broken, Site, end, free_port, until
from tools.rehearsal.visitor import READS_FOR

PASSWORD = "qinghu-2026-first"  # noqa: S105 - of invented people
TELEPHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
STEPS = (
    ("names", kept_sheets.WORKBOOK), ("units", kept_sheets.WORKBOOK), ("groups", kept_sheets.WORKBOOK),
    ("roster", kept_sheets.ROSTER), ("stations", kept_sheets.WORKBOOK), ("accounts", kept_sheets.WORKBOOK),
)  # fmt: skip
TRIES, MOST = 5, 4
FIRST_REQUEST = "第一件留言"
# Where other work takes the processors, a file gets longer to be examined, as docs/operators.md § Uploads has it.
BUSY_FROM, ON_A_BUSY_MACHINE = 2, {"EXAMINATION_SECONDS": "10"}
REPLY = "经核实，补贴资金七十二万元已列入本月拨付计划，十二月五日前拨付到账。"


class Stranger:
    """One installation on SQLite in a folder of its own, driven by its people."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.site, self.stack = Site(folder), stack
        self.county = folder / "county"
        self.county.mkdir()
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.effort, self.spent = Effort(), dict[str, Effort]()
        self.browser: Browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        self.people: dict[str, Person] = {}
        self.links: dict[str, str] = {}
        self.receipt = ""

    def steps(self) -> list[tuple[str, str, Callable[[], str]]]:
        """As the table of the rehearsal has them: what it is, the part of docs/operators.md, the step."""
        listed = (
            ("读中文步骤", "Deploy", self.read_the_steps),
            ("变量、建库", "Deploy 3", self.set_up),
            ("第一位管理员", "Deploy 4", self.administrator),
            ("填建站数据", "Another county", self.sheets),
            ("建站向导", "Another county", self.wizard),
            ("补开须分开的账号", "Another county 3", self.kept_apart),
            ("首次登录", "Another county 4", self.first_logins),
            (FIRST_REQUEST, "Another county", self.request),
            ("受理、交办", "Another county", self.hand_over),
            ("签收、回复、审签", "Another county", self.reply),
            ("核对、答复、评价", "Another county", self.answer),
        )
        told = [(label, part, self._timed(label, step)) for label, part, step in listed]
        return [*told, ("时间花在哪里", "Another county", self.where_time_went)]

    def read_the_steps(self) -> str:
        page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
        parts = re.findall(r"^\*\*中文步骤.*?(?=\n\n)", page, flags=re.M | re.S)
        self.effort.read += sum(len("".join(part.split())) for part in parts)
        return f"{len(parts)} 段"

    def set_up(self) -> str:
        self._manage("new_environment")
        file = self.site.folder / "environment"
        given = {"SITE_URL": self.address, "ALLOWED_HOSTS": "127.0.0.1", "TRUSTED_PROXY_COUNT": "0"}
        self.effort.typed += sum(map(len, given.values()))
        load = os.getloadavg()[0]
        if is_busy := load > BUSY_FROM * (os.cpu_count() or 1):
            given |= ON_A_BUSY_MACHINE
        dropped = ("EMAIL_URL", "DEFAULT_FROM_EMAIL", "SMS_URL", "ANCHOR_FILE", *given)
        lines = [line for line in file.read_text().splitlines() if line.partition("=")[0] not in dropped]
        file.write_text("\n".join([*lines, _lines(given)]) + "\n")
        self._manage("migrate", "--verbosity", "0")
        self._manage("collectstatic", "--noinput", "--verbosity", "0")
        busy = f"；机器忙（负载 {load:.0f}），{_lines(ON_A_BUSY_MACHINE)}" if is_busy else ""
        return f"密钥、数据库、页面文件{busy}"

    def administrator(self) -> str:
        said = self._manage(
            "create_administrator", "wangguanli", "--name", "王管理", "--phone", "13900000000"
        )
        found = re.search(r"/accounts/first-password/\S+", said)
        if found is None:
            raise Broken(said[-300:])
        self.links["wangguanli"] = found[0]
        web, queue = self.site.web(self.port), self.site.queue("queue")
        self.stack.callback(lambda: [end(process) for process in (web, queue)])
        until(lambda: "GET" in self._ready(), "/healthz")
        self._sign_in("wangguanli")
        return "链接、密码、两步验证"

    def sheets(self) -> str:
        person = self.people["wangguanli"]
        person.open("/desk/setup/")
        with person.page.expect_download() as download:
            person.page.locator("main a[href$='.xlsx']").first.click()
        template = self.county / "template.xlsx"
        download.value.save_as(template)
        self.effort.typed += kept_sheets.fill(template, self.county)
        kept_sheets.roster(self.county)
        template.unlink()
        return "工作簿里填好各表；名册用机关现成的一张"

    def wizard(self) -> str:
        person = self.people["wangguanli"]
        for key, file in STEPS:
            self._import(person, key, self.county / file)
        slips = person.page.locator("main .links li").all_inner_texts()
        for slip in slips:
            found = re.search(r"用户名 (\S+)\s.*?(/accounts/first-password/\S+)", slip, flags=re.S)
            if found:
                self.links[found[1]] = found[2]
        person.expect("还没有开设的账号")
        person.open("/desk/setup/poster/")
        with person.page.expect_download():
            person.page.get_by_role("button", name="下载海报").click()
        return f"{len(STEPS)} 步导入、海报，{len(slips)} 条链接"

    def kept_apart(self) -> str:
        said = self._manage("new_county", str(self.county))
        for file in self.site.folder.glob("first-links-*.csv"):
            with file.open(encoding="utf-8-sig") as opened:
                for row in list(csv.reader(opened))[1:]:
                    self.links[row[1]] = row[2].removeprefix(self.address)
        if not {"ligong", "zhaoshen", "qianji"} <= set(self.links):
            raise Broken(said[-500:])
        return f"命令补开 3 个，共 {len(self.links)} 条链接"

    def first_logins(self) -> str:
        names = ("ligong", "sunlian", "zhoudatong", "wucai", "fuze")
        for name in names:
            self._sign_in(name)
        return f"{len(names)} 人设密码、登录"

    def request(self) -> str:
        visitor = self._person("visitor", TELEPHONE)
        visitor.open("/s/qhz/")
        visitor.tick("requester_kind", "enterprise")
        visitor.fill("text", "我公司去年技改项目的财政补贴资金一直没有拨付，请帮助协调财政部门尽快兑付。")
        visitor.fill("enterprise_name", "青湖锦绣服饰有限公司")
        visitor.fill("contact", "徐经理")
        visitor.fill("phone", "１３９１２３４０００１")
        visitor.page.locator("[name=share_contact]").check(force=True)
        time.sleep(READS_FOR)
        visitor.press("提交留言")
        visitor.expect("受理编号")
        self.receipt = visitor.page.url
        return "手机上留言，得到受理编号"

    def hand_over(self) -> str:
        liaison = self._first_of("sunlian", "accept")
        liaison.choose("category", "奖补资金兑现")
        liaison.tick("difficulty", "ordinary")
        liaison.tick("group", "finance")
        liaison.choose("representative", "周大同")
        liaison.press("受理")
        staff = self._first_of("ligong", "assign")
        if "教育局（还没有人登录签收）" not in staff.page.content():
            raise Broken("a unit that nobody signs in for is not marked")
        staff.choose("lead", "青湖县财政局")
        staff.press("交办")
        staff.expect("财政局签收")
        return "联络员受理，工作人员交办；没有人登录的单位已标明"

    def reply(self) -> str:
        handler = self._first_of("wucai", "sign")
        handler.press("签收")
        handler = self._first_of("wucai", "reply")
        handler.fill("text", REPLY)
        handler.tick("result_class", "A")
        handler.fill("signer", "李局")
        handler.tick("publicity", "open")
        handler.press("提交回复")
        self._first_of("fuze", "confirm").press("审签通过")
        return "经办人签收、回复，负责人审签"

    def answer(self) -> str:
        person = self._step("zhoudatong", "contact")
        person.tick("how", "telephone")
        person.tick("reached", "yes")
        person.fill("said", "已电话了解情况")
        person.press("记录联系")
        self._step("zhoudatong", "check").press("核对通过")
        person = self._step("zhoudatong", "answer")
        person.fill("text", REPLY)
        person.press("发送答复")
        visitor = self.people["visitor"]
        visitor.open(self.receipt)
        visitor.page.locator("main [name=satisfaction]").first.check(force=True)
        visitor.page.locator("main [name=agreed][value=yes]").check(force=True)
        visitor.press("提交评价")
        visitor.expect("满意")
        return "代表核对、答复，企业评价"

    def where_time_went(self) -> str:
        """Of the people, in minutes: all, up to the first request, reading and typing, the steps that cost most."""
        steps = list(self.spent.items())
        first = sum(spent.minutes for _, spent in steps[: list(self.spent).index(FIRST_REQUEST) + 1])
        read, typed = (sum(getattr(spent, name) for _, spent in steps) for name in ("read", "typed"))
        longest = sorted(steps, key=lambda step: -step[1].minutes)[:MOST]
        named = "、".join(f"{label} {spent.minutes:.0f}" for label, spent in longest)
        return (
            f"本人合计 {read / READS + typed / TYPES:.0f} 分钟，到第一件留言 {first:.0f} 分钟；"
            f"读 {read / READS:.0f}（{read} 字），键入 {typed / TYPES:.0f}（{typed} 字）；最费时：{named}"
        )

    def _timed(self, label: str, step: Callable[[], str]) -> Callable[[], str]:
        def told() -> str:
            self.effort.read = self.effort.typed = 0
            said = step()
            spent = self.spent[label] = Effort(self.effort.read, self.effort.typed)
            return f"{said}；本人约 {spent.minutes:.1f} 分钟（读 {spent.read} 字，键入 {spent.typed} 字）"

        return told

    def _manage(self, *arguments: str) -> str:
        self.effort.typed += len("manage.py ") + sum(len(each) + 1 for each in arguments)
        return self.site.manage(*arguments)

    def _ready(self) -> str:
        page = self.browser.new_page()
        try:
            answer = page.goto(self.address + "/healthz")
            return answer.request.method if answer and answer.ok else ""
        except Exception:  # noqa: BLE001 - nobody listens yet
            return ""
        finally:
            page.close()

    def _person(self, name: str, size: dict[str, int]) -> Person:
        page = self.browser.new_context(locale="zh-CN", viewport=size).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(60_000)
        self.people[name] = Person(page, self.address, self.effort)
        return self.people[name]

    def _sign_in(self, name: str) -> None:
        """By the one-time link; whoever has a kept-apart duty sets up a second factor."""
        person = self._person(name, LAPTOP)
        person.open(self.links[name])
        person.fill("new_password1", PASSWORD)
        person.fill("new_password2", PASSWORD)
        person.press("设置密码")
        person.fill("login", name)
        person.fill("password", PASSWORD)
        person.press("登录")
        if "/2fa/" in person.page.url:
            person.follow("main a:has-text('设置验证器')")
            person.fill("password", PASSWORD)
            person.press("确认")
            secret = re.search(r"\b[A-Z2-7]{32}\b", person.page.inner_text("main"))
            person.fill("code", one_time_code(secret[0] if secret else ""))
            person.press("启用")
        person.open("/desk/")
        person.expect("好")

    def _import(self, person: Person, key: str, file: Path) -> None:
        """Preview and import. A busy machine that has not examined the file is asked again, as it says."""
        for _ in range(TRIES):
            person.open(f"/desk/setup/{key}/")
            person.page.locator("main [name=file]").set_input_files(file)
            person.press("预览")
            if "服务器正忙" not in person.page.inner_text("main"):
                break
        person.press("导入")

    def _first_of(self, name: str, step: str) -> Person:
        """What the desk puts first is this step."""
        person = self.people[name]
        person.open("/desk/")
        person.follow("main a.primary")
        if f"/steps/{step}/" not in person.page.url:
            raise Broken(f"the desk of {name} leads to {person.page.url}, not to {step}")
        return person

    def _step(self, name: str, step: str) -> Person:
        person = self.people[name]
        person.open(f"/desk/requests/{self._number()}/steps/{step}/")
        return person

    def _number(self) -> str:
        found = re.search(r"20\d\d-\d{5}", self.people["wucai"].page.inner_text("main"))
        if found is None:
            raise Broken("the case has no number")
        return found[0]


def _lines(variables: dict[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in variables.items())
