"""The fields by which a visitor says who it is, alike in every public form. A form adds them in its own order."""

from __future__ import annotations

from django import forms

from office.form_fields import NameField, PersonNameField
from stations.models.requesters import RequesterKind

NAME_MISSING = "请填写企业名称"


def requester_kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="我是",
        choices=RequesterKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您是企业、园区员工还是选民群众"},
    )


def enterprise_name(*, help_text: str = "") -> NameField:
    """Two characters at least; required of an enterprise by the form, which sees what was chosen."""
    return NameField(
        label="企业名称",
        help_text=help_text,
        required=False,
        min_length=2,
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages={"min_length": NAME_MISSING},
    )


def contact() -> PersonNameField:
    return PersonNameField(
        label="联系人",
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "请填写联系人"},
    )
