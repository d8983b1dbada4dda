"""The internal target day of a case with its calculation, as a line of its facts."""

from django import template

from licenses import deadlines

register = template.Library()


@register.inclusion_tag("workdays/calculation.html")
def target_day(case):
    """A `<dt>` and `<dd>` for a `<dl>`; nothing before a case has a target."""
    return {"target": deadlines.shown(case)}
