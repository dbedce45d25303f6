"""What is a program, by its name or its first bytes."""

from pathlib import PurePosixPath

ENDINGS = {
    f".{name}"
    for name in [
        "app",
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "dll",
        "docm",
        "dotm",
        "exe",
        "hta",
        "inf",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msc",
        "msi",
        "msp",
        "pif",
        "pptm",
        "ps1",
        "psm1",
        "reg",
        "scf",
        "scr",
        "sh",
        "sys",
        "vb",
        "vbe",
        "vbs",
        "vhd",
        "ws",
        "wsc",
        "wsf",
        "wsh",
        "xlam",
        "xll",
        "xlsm",
        "xltm",
    ]
}
STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")


def is_program(name: str, head: bytes) -> bool:
    return PurePosixPath(name.lower().rstrip(". ")).suffix in ENDINGS or head.startswith(STARTS)
