"""Content and history in words: each thing said, masked and whole, with its name in the log; changes; what happened."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from catalogs import schema
from licenses.actions import opinion_of
from licenses.contents import masked_holder
from licenses.states import CASE
from portal import formats, history
from portal.codes import HOLDER_CODE_TYPES
from portal.history import Change
from portal.parts import Event
from portal.vault.keys import unseal_json

HOLDER_CODE, HOLDER_NAME, NUMBER = "holder_code", "holder_name", "number"  # in the log; else the keys of items, below
STEP_TAGS = {"submit": "ok", "approve": "ok", "issue": "ok", "carry_out": "ok", "send_back": "bad", "reject": "bad",
             "note_problem": "bad", "lock": "bad"}


@dataclass(frozen=True)
class Line:
    """One thing that content says: `shown` to whoever looks, `plain` to whoever may see it whole, and is logged.

    `key` is what the log calls it on every page, `photo` the id of a material that shows it.
    """

    key: str
    label: str
    shown: str
    plain: str
    photo: str = ""

    @property
    def hidden(self) -> bool:
        """Whether there is more to it than is shown."""
        return self.shown != self.plain

    @property
    def masked(self) -> "Line":
        """The line without what is hidden."""
        return replace(self, plain=self.shown, photo="")


def lines(version, content: dict) -> list[tuple[str, list[Line]]]:
    """Everything that content says, submitted or issued, in groups: (heading, lines).

    What is only typed is to be given as `contents.as_submitted` puts it.
    """
    groups = [(_("持证主体"), _holder_lines(content)), (_("照面信息"), _item_lines(version, content)),
              (_("变更") if "ground" in content else _("期限"), _validity_lines(content))]
    return [(heading, found) for heading, found in groups if found]


def _holder_lines(content: dict) -> list[Line]:
    found, several = [], len(content["holders"]) > 1
    for n, holder in enumerate(content["holders"], 1):
        kind = HOLDER_CODE_TYPES.get(holder["code_type"])
        name, code = masked_holder(holder)
        mark = _("（%(n)d）") % {"n": n} if several else ""
        found += [Line(HOLDER_CODE, f"{kind.label if kind else _('代码')}{mark}", code, holder["code"]),
                  Line(HOLDER_NAME, f"{_('名称（姓名）')}{mark}", name, holder["name"])]
    return found


def _item_lines(version, content: dict) -> list[Line]:
    typed, found = content["items"], []
    masked = schema.mask_values(version, typed)
    for item in schema.form_items(version):
        value, shown = str(typed.get(item.key) or ""), str(masked.get(item.key) or "")
        if item.kind == "photo":
            there = _("已附") if value else ""
            found.append(Line(item.key, item.label, there, there, value))
        else:
            plain = _day(value) if item.kind == "date" else value
            found.append(Line(item.key, item.label, plain if shown == value else shown, plain))
    return found


def _known(key: str, label: str, value: str) -> Line:
    """What is masked for nobody."""
    return Line(key, label, value, value)


def _validity_lines(content: dict) -> list[Line]:
    if "ground" in content:  # a change of status has a ground in place of dates
        return [_known("ground", _("依据与理由"), content["ground"]),
                _known("document", _("决定文书"), content["document"])]
    until = content.get("valid_to")
    return [
        _known("valid_from", _("有效期起始"), _day(content.get("valid_from")) or _("提交审核当日")),
        _known("valid_to", _("有效期截止"), "" if until is None else _day(until) or _("长期")),
    ]


def _day(text) -> str:
    try:
        return formats.sentence(date.fromisoformat(str(text or "")))
    except ValueError:
        return str(text or "")


def fields_of(version, content: dict) -> list[str]:
    """The keys of what is disclosed where content stands in clear, for the log row."""
    return sorted({line.key for _heading, group in lines(version, content) for line in group if line.plain})


def changes(version, before: dict, after: dict) -> list[Change]:
    """What differs between two contents as submitted, in clear, in the order of the form; empty when nothing does."""
    old, new = (_by_label(version, content) for content in (before, after))
    return [Change(label, old.get(label, ""), new.get(label, ""))
            for label in [*new, *(label for label in old if label not in new)]
            if old.get(label, "") != new.get(label, "")]


def _by_label(version, content: dict) -> dict[str, str]:
    return {line.label: _("照片 %(id)s") % {"id": line.photo[-6:]} if line.photo else line.plain
            for _heading, group in lines(version, content) for line in group}


def submitted_before(case) -> dict | None:
    """What was submitted the time before the present content, if it ever was."""
    rows = case.history.filter(history_change_reason="submit").order_by("-history_date", "-history_id")
    earlier = rows.exclude(content_digest=case.content_digest).first()
    return earlier and unseal_json(earlier.key_id, f"licenses.case.content:{case.pk}", earlier.sealed_content)


def last_words(case, step: str) -> str:
    """What was said when a step was last taken; empty when it never was, nothing was said, or no step is named."""
    if not step:
        return ""
    row = case.history.filter(history_change_reason=step).order_by("-history_date", "-history_id").first()
    return opinion_of(row) if row else ""


def chronicle(case, *, words: bool) -> list[Event]:
    """What happened to a case, newest first, what is awaited on top; `words`: with what was said with decisions."""
    rows = list(case.history.select_related("history_user").order_by("-history_date", "-history_id"))
    awaited = case.status_row.awaited or case.kind_row.last_word
    entries = [Event(awaited, kind="next")] if case.status_row.turn else []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        step = row.history_change_reason or ""
        entries.append(history.line(
            row, _title(case, step), kind=STEP_TAGS.get(step, ""), reason=_words(row, before, step, words)))
    return entries


def _words(row, before, step: str, may_see: bool) -> str:
    """What was said with a step; a row carries the words of earlier steps on until something else is said."""
    if step == "note_problem":
        return row.problem
    if not row.sealed_opinion or (before and before.sealed_opinion == row.sealed_opinion):
        return ""
    return opinion_of(row) if may_see else withheld()


def withheld() -> str:
    """What stands in place of words that the reader may not see."""
    return _("（所写理由仅办理人员可见）")


def _title(case, step: str) -> str:
    if step in CASE.steps:
        return str(case.kind_row.word_for(step))
    return {"open": _("新建办件"), "recount": _("重算办理时限"), "issue:prepare": _("签发：预留编号")}.get(step, step)
