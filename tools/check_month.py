#!/usr/bin/env python3
"""核对一个已公示的月份：从网站下载 JSON 和 CSV，与锚点上印出的校验值比较。不需要账号，只用 Python 3 标准库。

    python3 check_month.py https://网站 2026-10 服务站代码 锚点文件 [版次]

锚点文件：代表工作机构发出的锚点（邮件、文件或打印件的文字），保存为文本文件。也可以直接写 64 位校验值。
写 - 则用网站自己公布的锚点：只能查出网站前后不一，最好用您自己保存的那一份。

Exit 0: every file agrees with a printed hash; 1: one does not, or is missing; 2: it could not be checked.
"""

import hashlib
import pathlib
import re
import sys
import urllib.error
import urllib.request

ENDINGS = ("json", "csv")
LINE = re.compile(r"公示\s+(\S+)\s+([0-9a-f]{64})")
HASH = re.compile(r"[0-9a-f]{64}")


def download(url):
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"网址应以 https:// 开头：{url}")
    request = urllib.request.Request(url, headers={"User-Agent": "check_month"})  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # nosec B310 - checked above
        return answer.read()


def printed_hashes(source, site):
    """Name of the file -> its hash, as the anchors print them; under "" what was given as a bare hash."""
    if HASH.fullmatch(source.lower()):
        return {"": {source.lower()}}
    if source == "-":
        text = download(site + "/disclosure/anchors.txt").decode()
    else:
        text = pathlib.Path(source).read_text(encoding="utf-8-sig")
    found = {}
    for name, digest in LINE.findall(text):
        found.setdefault(name, set()).add(digest)
    return found


def check(site, month, station, source, edition):
    year, number = (int(part) for part in month.split("-"))
    hashes = printed_hashes(source, site)
    compared, agreed = 0, True
    for ending in ENDINGS:
        name = f"{year}/{number}/{station}/{edition}.{ending}"
        url = f"{site}/disclosure/{name}"
        expected = hashes.get(name, set())
        if not expected and "" not in hashes:
            print(f"没有找到 {name} 的校验值：请换一份较新的锚点，或核对月份、服务站代码和版次。")
            continue
        try:
            digest = hashlib.sha256(download(url)).hexdigest()
        except urllib.error.HTTPError as error:
            print(f"不符：{url} 打不开（{error.code}），它本应存在。")
            compared, agreed = compared + 1, False
            continue
        if "" in hashes:
            if digest in hashes[""]:
                print(f"相符：{url}")
                return 0
            compared, agreed = compared + 1, False
            print(f"{url}\n  现在是 {digest}")
            continue
        compared += 1
        if expected == {digest}:
            print(f"相符：{url}\n  {digest}")
        else:
            agreed = False
            print(f"不符：{url}\n  印出的是 {'、'.join(sorted(expected))}\n  现在是   {digest}")
    if compared == 0:
        return 2
    print("全部相符，没有被改动。" if agreed else "有文件与印出的校验值不符：内容被改动过。")
    return 0 if agreed else 1


def main(arguments):
    if len(arguments) not in (4, 5) or not re.fullmatch(r"\d{4}-\d{1,2}", arguments[1]):
        print(__doc__)
        return 2
    site, month, station, source, *edition = arguments
    try:
        return check(site.rstrip("/"), month, station, source, edition[0] if edition else "1")
    except (OSError, ValueError) as error:
        print(f"无法核对：{error}")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
