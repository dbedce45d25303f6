"""同义词: the list that clerks keep, searched and changed on one page."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.form_fields import CleanedTextField
from office.numbers import clean_text
from office.search.columns import searched
from office.word_fields import WordsField
from policies import synonyms
from policies.models import Synonym
from policies.views.desk.policies import signed_in

PAGE = 40


class SynonymForm(forms.Form):
    word = CleanedTextField(
        label="群众的说法",
        max_length=synonyms.WORD_AT_MOST,
        help_text="例如：社保",
        error_messages={"required": "请填写群众的说法"},
    )
    means = WordsField(
        label="文件里的说法",
        required=False,
        help_text="用顿号分开，例如：稳岗返还、失业保险。留空表示停用这个词。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*synonyms.KEEPERS)
def synonym_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    named = clean_text(request.GET.get("word", "").replace("\x00", ""))[: synonyms.WORD_AT_MOST]
    edited = Synonym.objects.filter(word=named).first()
    initial = {"word": named, "means": edited.means if edited else []}
    form = SynonymForm(request.POST or None, initial=initial)

    def put() -> Synonym:
        values = form.cleaned_data
        return synonyms.put(values["word"], values["means"], by=Actor.of(user), at=timezone.now())

    if request.method == "POST" and carried_out(form, put):
        messages.success(request, f"已保存：{form.cleaned_data['word']}")
        return redirect("policies:desk_synonyms")
    query = clean_text(request.GET.get("q", "").replace("\x00", ""))[: synonyms.WORD_AT_MOST]
    rows = Synonym.objects.exclude(means=[])
    if query:
        rows = searched(rows, query, "word")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "q": query}
    return render(request, "policies/desk_synonyms.html", context, status=422 if form.errors else 200)
