"""The public check of licences, without signing in: by QR code, by what stands on the face, by the file."""

import functools

from django import forms
from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from catalogs.models import Entry
from licenses import identifier, verification
from licenses.verification import Answer, Outcome
from portal import clock, pages, throttle
from portal.audit import log
from portal.audit.models import Result
from portal.crypto.fields import sha256
from portal.fields import DateField, FileField, ModelChoiceField, TextField
from portal.web import asker_of, open_to_public

PUBLIC = "public"  # the mode that log rows of the check carry
# Per address, right or wrong: so that nobody floods the portal. Nobody types faster.
RATES = {"face": ("10/m", "60/h"), "file": ("10/m", "100/h")}
# By QR code: right and wrong codes of an address are counted apart, so that wrong ones never stand in the way of a
# right one. A code has 125 random bits: at 30 a minute from each of a million addresses one of 10^8 licences is hit
# once in some 10^16 years.
CODES = {"right": "120/m", "wrong": "30/m"}
# Wrong days of issue (or names) for one licence; right ones are not counted. From one address five a day, then this
# address waits with this licence. From all together fifty in thirty days, then everybody is asked for the holder's
# name as well, which stands on the face too: whoever holds the licence in his hands is never shut out by others'
# guesses, and no guess of a day alone is answered any more. So the 250 working days of a year that is known take 5
# months to try, those of ten years more than 4 years, per licence; and what is won is type, issuer and status, no word
# about a person.
WRONG_HERE, WRONG_ANYWHERE = "5/d", "50/30d"
FORM_OVERHEAD = 100_000  # bytes of a posted file's form beside the file


class CodeForm(forms.Form):
    """The code that stands behind a QR code, for those who cannot scan it."""

    code = TextField(label=_lazy("查验码"), max_length=40, attrs={"class": "code", "autocomplete": "off"})


class FaceForm(forms.Form):
    """What a checker reads off the face."""

    number = TextField(label=_lazy("证照标识或证照编号"), max_length=128, attrs={"autocomplete": "off"})
    type = ModelChoiceField(label=_lazy("证照类型"), queryset=Entry.objects.none(), required=False, col="c6",
                            empty_label=_lazy("请选择"), help_text=_lazy("填写证照标识的可以不选。"))
    issued_on = DateField(label=_lazy("发证日期"), col="c6", help_text=_lazy("照面所印的发证（签发、登记）日期。"))
    name = TextField(label=_lazy("持证主体名称"), required=False, max_length=200, attrs={"autocomplete": "off"},
                     help_text=_lazy("填写后告知与登记是否一致。"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # the catalogue of licence types is public (A 9)
        self.fields["type"].queryset = Entry.objects.filter(versions__published_at__isnull=False).distinct()

    def clean_number(self):
        typed = self.cleaned_data["number"]
        if verification.looks_like_identifier(typed):
            try:
                identifier.parse(typed)
            except identifier.IdentifierError as error:
                raise forms.ValidationError(str(error), code=error.code) from None
        return typed

    def clean(self):
        cleaned = super().clean()
        number = cleaned.get("number")
        if number and not cleaned.get("type") and not verification.looks_like_identifier(number):
            sentence = _("填写证照编号的，请同时选择证照类型")
            self.add_error("type", forms.ValidationError(sentence, code="required"))
        return cleaned


class FileForm(forms.Form):
    """A licence file."""

    file = FileField(label=_lazy("证照文件"), max_bytes=settings.CHECK_FILE_LIMIT, accept=".pdf,application/pdf",
                     help_text=_lazy("PDF 原文件，不超过 20 MB。文件只用于本次核验，不保存。"))


def limited(way: str):
    """Refuse more posted checks from one address than RATES allows; the refusal has its row."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method == "POST":
                asker = asker_of(request)
                spent = [rate for rate in RATES[way] if throttle.over(f"verify.{way}", asker, rate)]  # counts each
                if spent:
                    return _too_many(request, way, hourly=spent[-1].endswith("h"))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _too_many(request, way: str, hourly: bool = False):
    _record_refusal(request, f"{way}: rate limit")
    return pages.too_many(request, hourly=hourly)


def _record_refusal(request, why: str) -> None:
    """The row of a check that was not made; `why` is made of our own words, never of what was typed."""
    log.record("verify", by=request.actor, mode=PUBLIC, result=Result.REFUSED, reason=why)


def _refused(request, why: str, status: int, **bound):
    """The page again with the sentence at its field; the refusal has its row."""
    _record_refusal(request, why)
    return _forms(request, status, **bound)


def _not_filled_in(request, way: str, form):
    """The page again with what is to be mended; the row names fields and kinds of faults."""
    faults = [f"{field}.{error.code}" for field, errors in form.errors.as_data().items() for error in errors]
    return _refused(request, f"{way}: {' '.join(faults)}", 422, **{f"{way}_form": form})


@open_to_public
@require_GET
def verify(request):
    """The page with the three ways to check; a code that was typed leads on to its own address."""
    typed = request.GET.get("code")
    if not typed:
        return _forms(request)
    code = "".join(typed.split())[:40]
    return redirect("licenses:verify_code", code) if code.isalnum() else by_code(request, code)  # no address holds a/b


def _forms(request, status=200, **bound):
    return render(request, "licenses/verify.html", {
        "code_form": CodeForm(), "face_form": FaceForm(), "file_form": FileForm(), **bound,
    }, status=status)


@open_to_public
@require_GET
def by_code(request, code):
    """What a QR code leads to."""
    answer = verification.by_code(code)
    kind = "wrong" if answer.code == Outcome.UNKNOWN else "right"
    if throttle.over(f"verify.code.{kind}", asker_of(request), CODES[kind]):
        return _too_many(request, "code")
    return _told(request, "code", answer)


@open_to_public
@require_http_methods(["GET", "POST"])
@limited("face")
def by_face(request):
    """Identifier or number, and the day of issue on the face."""
    if request.method == "GET":
        return redirect("licenses:verify")
    form = FaceForm(request.POST)
    if not form.is_valid():
        return _not_filled_in(request, "face", form)
    typed = form.cleaned_data
    subject = verification.subject_of(typed["number"], typed["type"])
    here = f"{subject}/{asker_of(request)}"
    if throttle.spent("verify.wrong.here", here, WRONG_HERE):
        form.add_error("issued_on", _("从这一网络地址对该证照的错误查验过多，24 小时后可再试；请扫描照面上的二维码"))
        return _refused(request, "license: rate limit", 429, face_form=form)
    guessed = throttle.spent("verify.wrong", subject, WRONG_ANYWHERE)
    if guessed and not typed["name"].strip():
        form.add_error("name", _("近期对该证照的错误查验过多，请一并填写照面上的持证主体名称，或扫描照面上的二维码"))
        return _refused(request, "license: name needed", 422, face_form=form)
    answer = verification.by_face(
        typed["number"], typed["type"], typed["issued_on"], typed["name"], name_counts=guessed)
    if answer.code == Outcome.UNKNOWN or answer.same_holder is False:
        throttle.over("verify.wrong.here", here, WRONG_HERE)
        throttle.over("verify.wrong", subject, WRONG_ANYWHERE)
    return _told(request, "face", answer)


@csrf_exempt
@open_to_public
@require_http_methods(["GET", "POST"])
@limited("file")
def by_file(request):
    """A PDF; one that is too large is refused before it is read, so the token in it is asked for after that."""
    if request.method == "GET":
        return redirect("licenses:verify")
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.CHECK_FILE_LIMIT + FORM_OVERHEAD:
        form = FileForm({}, {})
        form.errors.clear()  # it was not read, so the form misses it; but it is there
        sentence = _("文件超过 20 MB，没有接收。证照文件通常不到 1 MB，请核对所选的文件")
        form.add_error("file", forms.ValidationError(sentence, code="too_large"))
        return _not_filled_in(request, "file", form)
    return _by_file(request)


@csrf_protect
def _by_file(request):
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _not_filled_in(request, "file", form)
    data = form.cleaned_data["file"].read()
    return _told(request, "file", verification.by_file(data, asker=asker_of(request)), digest=sha256(data))


RESULTS = {
    Outcome.UNKNOWN: Result.NOT_FOUND, Outcome.CHECK_IMPOSSIBLE: Result.FAILED,
    verification.MISMATCH: Result.NOT_FOUND,  # no licence of this holder
}


def _told(request, way: str, answer, digest: str = ""):
    """Record what a check came to, and only then tell it."""
    words = [way, str(answer.code), answer.compared, answer.detail, f"sha256={digest}" if digest else ""]
    with transaction.atomic(durable=True):
        number = log.record("verify", by=request.actor, about=answer.about, mode=PUBLIC,
                            result=RESULTS.get(answer.result, Result.OK), reason=" ".join(filter(None, words)))
    return render(request, "licenses/verify_answer.html", {"answer": answer, "way": way, "check_number": number})


def _register_away(request):
    """503 with the fixed code of no result; nothing was found, so nothing is told and there is no row."""
    answer = Answer(Outcome.CHECK_IMPOSSIBLE, clock.now(), "register_away")
    return pages.bare(request, "licenses/verify_answer.html", {"answer": answer}, 503)


for view in (verify, by_code, by_face, by_file):
    view.without_database = _register_away
