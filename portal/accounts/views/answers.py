"""How the pages of accounts answer alike: a refusal told in its form, a form with errors."""

from django.shortcuts import render

from portal.audit import log
from portal.decisions import Conflict, Invalid


def told(form, do, *, by):
    """What `do()` made; None when it was Invalid or a Conflict, whose sentence then stands in the form.

    The refusal is recorded here, since the page itself answers it and nothing typed is lost.
    """
    try:
        return do()
    except (Invalid, Conflict) as refused:
        log.record_refusal(refused, by=by)
        form.add_error(None, refused.decision.reason)
        form.refused_with = refused.status_code
        return None


def page(request, template: str, form, **context):
    """A page with a form: 200, or 422 (409 after a conflict) when the form has errors."""
    status = getattr(form, "refused_with", 422) if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
