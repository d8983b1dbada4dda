"""The access log's own pages: a list with filters, a search for a holder, and one row with all that it holds."""

from uuid import UUID

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.audit import log, searches
from portal.audit.facts import Facts, holder_index
from portal.audit.forms import HolderForm, LogFilters
from portal.audit.models import AccessRecord
from portal.audit.row import Row, neighbours
from portal.audit.tables import LogRows
from portal.audit.today import tiles_of_today
from portal.decisions import Invalid, denied
from portal.masking import mask_code
from portal.paging import address, instant, page
from portal.web import needs

PER_PAGE = 50
# What a list does not show is not fetched.
NOT_LISTED = ("entry", "leaf", "history", "holders", "terms", "shown", "fields", "anomaly")


@require_GET
@needs("audit.read")
def listing(request):
    """The log by filters, newest first; that it was read, and by which filters, is itself a row of it."""
    return _listing(request, request.GET, HolderForm())


def _listing(request, asked: QueryDict, holder_form, status: int = 200):
    filters = LogFilters(asked)
    holder = _holder_of(request, asked.get("s"))
    tiles, found = tiles_of_today(), None  # counted before this page's own row is written, as its list is
    if filters.is_valid():
        rows = filters.narrow(AccessRecord.objects.visible_to(request.actor).defer(*NOT_LISTED))
        if holder:
            rows = rows.about_holder(holder["index"])
        found = _disclose(request, asked, filters, rows, holder)
    return render(request, "audit/list.html", {
        "filters": filters, "holder_form": holder_form, "holder": holder, "page": found,
        "table": LogRows(found.rows if found else []), "tiles": tiles,
        "without_holder": address(asked, s=None),
        "kept": asked.urlencode(),
    }, status=422 if filters.errors else status)


def _disclose(request, asked, filters, rows, holder):
    return log.disclose(
        "search" if holder or filters.is_narrowing else "list", by=request.actor, about=Facts("audit.accessrecord"),
        load=lambda: page(rows, asked, by="recorded_at", per_page=PER_PAGE),
        shown=lambda found: [r.id for r in found.rows], result_count=lambda found: len(found.rows),
        terms=[holder["index"]] if holder else (),
        terms_masked=filters.cleaned_data | ({"holder": holder["masked"]} if holder else {}),
    )


def _holder_of(request, memo_id) -> dict | None:
    """The holder that an opaque search id stands for; nothing without one. Raises Invalid when it has run out."""
    if not memo_id:
        return None
    try:
        terms = searches.recall(request.actor, UUID(memo_id))
    except ValueError:
        terms = None
    if terms is None:
        raise Invalid(denied(_("检索条件已失效，请回到访问日志重新输入持证主体代码。")), verb="search")
    return {"index": holder_index(terms["code_type"], terms["code"]),
            "masked": mask_code(terms["code_type"], terms["code"])}


@require_POST
@needs("audit.read")
def search(request):
    """Take a holder's code and lead to the list, with an opaque id in the address instead of the code."""
    kept = QueryDict(request.POST.get("kept", ""), mutable=True)
    form = HolderForm(request.POST)
    if not form.is_valid():
        return _listing(request, kept, form, status=422)
    terms = {"code_type": form.cleaned_data["code_type"], "code": form.cleaned_data["code"]}
    kept["s"] = str(searches.remember(request.actor, terms))
    return redirect(reverse("audit:list") + address(kept))


@require_GET
@needs("audit.read")
def row(request, retention, at, pk):
    """One row of the log with all that it holds."""
    found = log.open_object(
        request.actor, AccessRecord.objects.all(), "view", retention=retention, recorded_at=_instant(at), id=pk)
    return render(request, "audit/row.html", {"row": Row(found), "neighbours": neighbours(found)})


def _instant(microseconds: int):
    """The instant in an address; one beyond the calendar finds nothing."""
    try:
        return instant(microseconds)
    except OverflowError:
        return instant(0)
