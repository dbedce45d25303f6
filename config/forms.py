"""The one renderer of all forms: each field comes out of templates/components/field.html."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    field_template_name = "components/field.html"
