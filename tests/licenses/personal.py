"""A licence of which nearly everything is personal: a marriage certificate with its two holders."""

from licenses import drafts
from tests import cast
from tests.licenses import factories

COUPLE = [
    {"code_type": "111", "code": "360199199001010017", "name": "欧阳明月"},
    {"code_type": "111", "code": "360199198503120027", "name": "龚㛃"},
]
PERSONAL = tuple(holder[part] for holder in COUPLE for part in ("code", "name"))


def marriage_certificate():
    """The certificate, issued by real steps, with the photo that its face asks for."""
    items = {"registered_on": "2026-01-05", "nationality_1": "中国", "birth_date_1": "1990-01-01",
             "nationality_2": "中国", "birth_date_2": "1985-03-12"}
    typed = {"holders": COUPLE, "items": items, "valid_from": "", "valid_to": "", "term": 0}
    case = factories.open_draft(entry=factories.MARRIAGE, typed=typed)
    photo = factories.with_material(case, name="合影.png", data=factories.picture())
    drafts.save(case, typed | {"items": items | {"photo": str(photo.pk)}}, 1, by=cast.acting("lin"))
    for step in factories.STEPS["issued"]:
        case = factories.take(step, case, clerk=cast.acting("lin"), reviewer=cast.acting("wu"),
                              signer=cast.acting("zheng"))
    return case.license
