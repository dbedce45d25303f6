"""Waits until the demo answers, then prints where it is and who can sign in."""

import os
import sys
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException

ACCOUNTS = (
    ("staff", "代表工委工作人员"),
    ("approver", "审签人"),
    ("liaison", "联络员"),
    ("representative", "人大代表"),
    ("colleague", "同组代表"),
    ("department", "承办单位经办人"),
    ("head", "承办单位负责人"),
    ("clerk", "服务站工作人员"),
    ("editor", "政策编辑"),
    ("auditor", "审计员"),
    ("administrator", "系统管理员"),
)
PLACES = (
    ("/", "首页：留言、查进度"),
    ("/s/gyllzx/", "扫码后打开的留言页"),
    ("/desk/", "工作台（代表、联络员、承办单位、站点）"),
    ("/admin/", "后台（工作人员、审计员、管理员）"),
    ("/board/gyllzx/", "大厅公示屏"),
    ("/api/docs/", "API"),
)
PATIENCE = 30


def main() -> None:
    site = os.environ["SITE_URL"]
    if not answers(f"{site}/healthz"):
        sys.exit(f"{site} did not answer within {PATIENCE} seconds; see $VAR_DIR/logs/web.log.")
    print()
    for path, label in PLACES:
        print(f"  {site}{path:<20} {label}")
    print("\n  登录 Sign in: 用户名 user name / 密码 password")
    for name, label in ACCOUNTS:
        print(f"  {name:<15} demo-{name:<15} {label}")
    print("\n  Ctrl-C 停止 stops both.\n", flush=True)


def answers(address: str) -> bool:
    """Whether the site answers within `PATIENCE` seconds; `address` is http and on this machine."""
    host, _, path = address.removeprefix("http://").partition("/")
    for _ in range(PATIENCE * 4):
        with closing(HTTPConnection(host, timeout=5)) as connection:
            try:
                connection.request("GET", f"/{path}")
                return connection.getresponse().status == 200
            except (OSError, HTTPException):
                time.sleep(0.25)
    return False


if __name__ == "__main__":
    main()
