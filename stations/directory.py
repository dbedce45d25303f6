"""The public directory of representatives: who is in office, in which groups, posted where. Nothing personal."""

from datetime import date

from django import forms
from django.db.models import Prefetch

from groups.models import ProfessionalGroup, RegionalUnit, Representative
from groups.models.representatives import RepresentativeQuerySet
from groups.pinyin import spoken
from office.numbers import clean_text
from office.search.analyser import holds
from stations.models import Posting


class DirectoryForm(forms.Form):
    """One way of narrowing at a time: a name, a professional group, a regional unit; else who is at a station."""

    q = forms.CharField(label="代表姓名", required=False, max_length=20)
    group = forms.ModelChoiceField(
        ProfessionalGroup.objects.all(),
        label="专业代表小组",
        required=False,
        to_field_name="code",
        empty_label="全部",
    )
    unit = forms.ModelChoiceField(
        RegionalUnit.objects.all(), label="乡镇街道", required=False, to_field_name="code", empty_label="全部"
    )

    def clean_q(self) -> str:
        return clean_text(self.cleaned_data["q"])


def representatives(on: date) -> RepresentativeQuerySet:
    """Those in office by name, with `serving`: their postings of that day."""
    serving = Posting.objects.serving(on).select_related("station").prefetch_related("functions")
    found = Representative.objects.for_public(on).by_name()
    return found.prefetch_related(Prefetch("postings", serving, to_attr="serving"))


def narrowed(form: DirectoryForm, *, on: date) -> RepresentativeQuerySet:
    found = representatives(on)
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("q"):
        people = Representative.objects.in_office(on).values_list("pk", "name")
        return found.filter(pk__in=[pk for pk, name in people if holds(name, chosen["q"], spoken(name))])
    if chosen.get("group"):
        return found.of(chosen["group"], on)
    if chosen.get("unit"):
        return found.of_unit(chosen["unit"], on)
    return found.filter(pk__in=Posting.objects.serving(on).values("representative"))
