"""The steps of docs/operators.md from nothing to the first request; each returns what the table says of it."""

import re
import shutil
import time

from tools.rehearsal import hosts
from tools.rehearsal.installation import Installation
from tools.rehearsal.site import ROOT, Broken, Site, end, free_port, until
from tools.rehearsal.visitor import FORM, READS_FOR, Visitor, hidden

PACK = ROOT / "tests" / "portal" / "yunling"
# What of the product's example must not be seen on any page of another county: its name, as its own pack has it.
EXAMPLE = ROOT / "data" / "macheng" / "names.csv"
PAGES = (
    "/",
    FORM,
    "/policies/",
    "/representatives/",
    "/receptions/",
    "/board/fwz/",
    "/track/",
)
PASSWORD = "yunling-2026-first"  # noqa: S105 - of an invented person


def variables(made: Installation) -> str:
    """§ Deploy 2."""
    made.ports, made.redis_port = [free_port(), free_port()], free_port()
    made.site.manage("new_environment", "--for", "several-hosts")
    made.site.manage("new_environment", "--for", "several-hosts", fails=True)
    file = made.site.folder / "environment"
    given = {
        "SITE_URL": f"https://{hosts.HOST}",
        "ALLOWED_HOSTS": hosts.HOST,
        "DATABASE_URL": made.site.database,
        "CACHE_URL": f"redis://127.0.0.1:{made.redis_port}/0",
        "ANCHOR_FILE": str(made.site.folder / "anchors.txt"),
    }
    dropped = ("S3_", "EMAIL_URL", "SMS_URL")
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith(dropped)]
    lines = [line for line in lines if line.partition("=")[0] not in given]
    file.write_text("\n".join([*lines, *(f"{name}={value}" for name, value in given.items())]) + "\n")
    blank = made.site.folder / "blank"
    shutil.copytree(made.site.folder, blank, ignore=shutil.ignore_patterns("blank"))
    (blank / "environment").write_text("INDEX_KEY=\nSECRET_KEY=abc\n")
    refused = Site(blank).manage("check", "--tag", "config", fails=True)
    shutil.rmtree(blank)
    return f"空白、过短的密钥被拒绝（{len(set(re.findall('config.E00[0-9]', refused)))} 种）"


def tables(made: Installation) -> str:
    """§ Deploy 3."""
    made.site.manage("migrate", "--verbosity", "0")
    made.site.manage("collectstatic", "--noinput", "--verbosity", "0")
    return "建表、收集页面文件"


def county(made: Installation) -> str:
    """§ Another county, 1 to 3."""
    folder = made.site.folder / "county"
    made.site.manage("new_county", str(folder), "--template")
    (folder / "建站数据.xlsx").unlink()
    shutil.copytree(PACK, folder, dirs_exist_ok=True)
    made.site.manage("new_county", str(folder), "--check")
    said = made.site.manage("new_county", str(folder))
    rows = re.search(r"新增 (\d+) 行。", said)
    poster = list(folder.glob("*.pdf"))
    if not (rows and poster):
        raise Broken(said[-500:])
    return f"预览后导入 {rows[1]} 行，写出海报和 {len(made.links())} 条首次登录链接"


def start(made: Installation) -> str:
    """§ Deploy 5: two web and two queue processes, Redis, nginx."""
    made.running["redis"] = hosts.redis(made.site, made.redis_port)
    made.running |= {f"web-{port}": made.site.web(port) for port in made.ports}
    made.running |= {name: made.site.queue(name) for name in ("queue-1", "queue-2")}
    made.stack.callback(lambda: [end(process) for process in made.running.values()])
    made.door = made.stack.enter_context(hosts.nginx(made.site, made.ports, free_port()))
    seconds = until(lambda: made.ready() == (200, "ok"), "/readyz")
    way = "经 nginx" if made.door.has_tls else "没有 nginx，直接访问"
    return f"{way}，{seconds:.0f} 秒后 /readyz 正常"


def people(made: Installation) -> str:
    """§ Another county, 4: every link opens; one person sets a password and signs in."""
    links = made.links()
    for path in links.values():
        page = made.follow(Visitor(made.door), path)
        if page[0].status != 200:
            raise Broken(f"a first link answers {page[0].status}")
    visitor = Visitor(made.door)
    page, path = made.follow(visitor, links["jingban"])
    fields = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    saved = visitor.ask(path, hidden(page.text) | fields)
    if saved.status != 302:
        raise Broken(f"a first password answers {saved.status}")
    login = visitor.ask("/accounts/login/")
    entered = visitor.ask("/accounts/login/", hidden(login.text) | {"login": "jingban", "password": PASSWORD})
    desk = visitor.ask(entered.location or "/desk/")
    if desk.status != 200:
        raise Broken(f"the desk answers {desk.status} after the first sign-in")
    return f"{len(links)} 条链接都能打开，经办人设密码、登录、打开工作台"


def first_request(made: Installation) -> str:
    """The first request, and nobody else's county on any page."""
    visitor = Visitor(made.door)
    form = visitor.open_form()
    time.sleep(READS_FOR)
    made.receipts.append(visitor.send(form))
    receipt = visitor.ask(made.receipts[0])
    number = re.search(r"20\d\d-\d{5}", receipt.text)
    if receipt.status != 200 or number is None:
        raise Broken(f"the receipt answers {receipt.status}")
    (other,) = re.findall(r"名称,(.+?)[县市区]\b", EXAMPLE.read_text(encoding="utf-8"))[:1]
    for path in PAGES:
        page = Visitor(made.door).ask(path)
        if page.status != 200 or other in page.text:
            raise Broken(f"{path} answers {page.status}, or names another county")
    return f"受理编号 {number[0]}；{len(PAGES)} 个页面没有外县内容"
