"""Waits until the demo answers, then prints where it is and who can sign in."""

import os
import sys
import time
import urllib.error
import urllib.request

ACCOUNTS = (
    ("staff", "代表工委工作人员"),
    ("approver", "审批人"),
    ("liaison", "联络员"),
    ("representative", "人大代表"),
    ("colleague", "同组代表"),
    ("department", "承办单位经办人"),
    ("head", "承办单位负责人"),
    ("clerk", "站点工作人员"),
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
    for _ in range(PATIENCE * 4):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address on this machine
                return True
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    return False


if __name__ == "__main__":
    main()
