"""What stands around the platform: PostgreSQL, Redis and nginx, started for a rehearsal alone, and ended with it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.rehearsal.site import ROOT, Process, Site, end
from tools.rehearsal.visitor import Door

HOST = "daibiao.yunling.example"
NGINX = ROOT / "deploy" / "several-hosts" / "nginx.conf"
CERTIFICATE = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of an empty database in a cluster of its own."""
    cluster = [str(ROOT / "tools" / "postgresql")]
    environment = os.environ | {"VAR_DIR": str(folder)}
    started = subprocess.run([*cluster, "start"], env=environment, stdout=subprocess.PIPE, check=True)
    try:
        yield started.stdout.decode().strip()
    finally:
        subprocess.run([*cluster, "stop"], env=environment, check=True)


def empty_database(url: str, name: str) -> str:
    """One more database beside that of `url`: its DATABASE_URL."""
    socket = re.sub(r"^postgres://postgres@/|/postgres$", "", url)
    made = ["psql", "-h", socket, "-U", "postgres", "-d", "postgres", "-qc", f"CREATE DATABASE {name}"]
    subprocess.run(made, check=True)
    return f"{url.removesuffix('postgres')}{name}"


def redis(site: Site, port: int) -> Process:
    """As deploy/several-hosts/redis.conf has it: a cache, nothing on disk."""
    server = shutil.which("redis-server") or "/usr/bin/redis-server"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return site.start(server, *options, log="redis")


@contextmanager
def nginx(site: Site, web: list[int], port: int) -> Iterator[Door]:
    """deploy/several-hosts/nginx.conf with names, addresses and certificate of the rehearsal.

    Where nginx is not installed visitors come to the first web process, which is told what nginx would tell it.
    """
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        yield Door(HOST, web[0])
        return
    main = _configuration(site.folder / "nginx", web, port)
    process = site.start(program, "-c", str(main), "-g", "daemon off;", log="nginx")
    try:
        yield Door(HOST, port, site.folder / "nginx" / "crt")
    finally:
        end(process)


def _configuration(folder: Path, web: list[int], port: int) -> Path:
    folder.mkdir(exist_ok=True)
    places = [
        "-keyout",
        str(folder / "key"),
        "-out",
        str(folder / "crt"),
        "-days",
        "1",
        "-subj",
        f"/CN={HOST}",
    ]
    places += ["-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run(["openssl", *CERTIFICATE, *places], check=True, capture_output=True)
    conf = NGINX.read_text(encoding="utf-8")
    for there, here in (
        ("platform.example.gov.cn", HOST),
        ("10.0.0.11:8000", f"127.0.0.1:{web[0]}"),
        ("10.0.0.12:8000", f"127.0.0.1:{web[-1]}"),
        ("/etc/ssl/platform/fullchain.pem", str(folder / "crt")),
        ("/etc/ssl/platform/key.pem", str(folder / "key")),
        ("/var/log/nginx/platform.log", str(folder / "access.log")),
        ("listen 443", f"listen 127.0.0.1:{port}"),
    ):
        conf = conf.replace(there, here)
    # The part for port 80 only leads on, and one address of this machine is enough.
    conf = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", conf, flags=re.S)
    conf = re.sub(r"\n\s+listen \[::\]:443[^\n]*", "", conf)
    (folder / "site.conf").write_text(conf, encoding="utf-8")
    bodies = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "main.conf"
    main.write_text(
        f"{'user root;' if os.getuid() == 0 else ''}\nworker_processes 1;\npid {folder}/pid;\n"
        f"error_log {folder}/errors.log;\nevents {{}}\nhttp {{\n{bodies}\ninclude {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    return main
