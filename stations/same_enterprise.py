"""是同一家吗: on every form of the office's side a name that resembles a registered enterprise is asked about.

Strangers are not asked, whether they use the page or the API: nobody learns from a form who is registered. The page
of their case asks whoever handles it (`likeness.in_question`).
"""

from __future__ import annotations

from typing import Any

from django import forms

from stations import likeness
from stations.models import Enterprise
from stations.names import folded_name

QUESTION = "已登记{}：是同一家吗？请在下面选一项，再提交一次"
# After the name of the field.
ANSWER = "_same"


class TypedName(str):
    """What was typed as a name; `answer`: the key of the enterprise that is meant, or this very name, folded."""

    answer = ""


class SameEnterpriseInput(forms.TextInput):
    """The text, and under it the enterprises in question (`<name>_same`), once `ask` has found some."""

    template_name = "components/same_enterprise.html"
    offered: tuple[Enterprise, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedName:
        typed = TypedName(data.get(name) or "")
        typed.answer = data.get(f"{name}{ANSWER}") or ""
        return typed

    def format_value(self, value: Any) -> Any:
        return value if isinstance(value, TypedName) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "answer_name": f"{name}{ANSWER}",
            "answer": getattr(value, "answer", ""),
            "offered": [(str(row.pk), row.name) for row in self.offered],
            "another": folded_name(str(value or "")),
        }
        return context


def offer(form: forms.Form, field: str) -> None:
    """Let the form ask; for its `__init__`. The field must be the form's own copy."""
    asked = form.fields[field]
    asked.widget = SameEnterpriseInput(asked.widget.attrs)


def ask(form: forms.Form, field: str) -> None:
    """For `clean`: an unregistered name that resembles a registered one needs an answer. The answer that it is one of
    them puts the registered name in the place of what was typed; 不是同一家 holds for this very name. A name that was
    stored before is not asked about again."""
    if field not in form.changed_data:
        return
    name = form.cleaned_data.get(field, "")
    offered = likeness.in_question(name)
    form.fields[field].widget.offered = tuple(offered)
    if not offered:
        return
    answer = form[field].data.answer
    meant = next((row for row in offered if str(row.pk) == answer), None)
    if meant is not None:
        form.cleaned_data[field] = meant.name
    elif answer != folded_name(name):
        form.add_error(field, QUESTION.format("、".join(f"“{row.name}”" for row in offered)))
