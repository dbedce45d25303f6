"""Prints the environment of a new demo: one fresh secret for each purpose."""

import base64
import secrets


def main() -> None:
    print("DEMO=1")
    print(f"FIELD_KEYS={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}")
    for name in ("SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY"):
        print(f"{name}={secrets.token_urlsafe(48)}")


if __name__ == "__main__":
    main()
