"""Moves every encrypted value to the first key of FIELD_KEYS; afterwards the older keys may be taken out."""

from typing import Any

from django.core.management.base import BaseCommand

from office.rotation import encrypted_columns, rotate_column


class Command(BaseCommand):
    help = "把所有加密内容改用 FIELD_KEYS 中的第一个密钥"

    def handle(self, *args: Any, **options: Any) -> None:
        for model, column in encrypted_columns():
            moved, unreadable = rotate_column(model, column)
            self.stdout.write(f"{model._meta.label}.{column}：改用新密钥 {moved} 行")
            if unreadable:
                self.stderr.write(f"{model._meta.label}.{column}：{unreadable} 行用现有密钥打不开")
