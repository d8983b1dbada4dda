"""No table holds plain text of a dossier; after its destruction nothing opens though its rows are there."""

import pytest
from django.apps import apps
from django.core.files.storage import storages

from licenses import contents, drafts, holders
from licenses.issuing import number_index
from licenses.models import Case, Holder, License, LicenseVersion, Material
from portal.database.rights import is_history
from portal.notices.models import Notice
from portal.notices.send import text_of
from portal.vault import actions, files, subjects
from portal.vault.keys import Destroyed
from portal.vault.models import StoredFile
from tests import cast
from tests.licenses import factories

NAMES = ("欧阳涟漪", "司徒长风")
REASON = f"{NAMES[0]}的户籍页不清晰，请重新扫描。"


@pytest.fixture
def couple():
    codes = [factories.id_number(), factories.id_number()]
    return [{"code_type": "111", "code": code, "name": name} for code, name in zip(codes, NAMES, strict=True)]


@pytest.fixture
def issued(db, settings, authority, couple):
    """A marriage certificate, sent back once with a reason, with a photo, a material and notices to both holders."""
    settings.CA_FOLDER = authority
    case = factories.open_draft(entry=factories.MARRIAGE)
    photo = factories.with_photo(case)
    factories.with_material(case, name=f"{NAMES[0]}户口簿.pdf")
    typed = factories.marriage(str(photo.pk)) | {"holders": couple}
    drafts.save(case, typed, drafts.load(case)[1], by=cast.acting("lin"))
    case = factories.take("submit", case, **factories.people())
    case = factories.actions.send_back(case, by=cast.acting("wu"), reason=REASON)
    for step in ("submit", "approve", "issue"):
        case = factories.take(step, case, **factories.people())
    return Case.objects.get(pk=case.pk)


def destroy(key_id):
    subject = subjects.find(cast.acting("chen"), key_id)
    order = actions.order(subject, by=cast.acting("chen"), words="一件办件的全部内容", ground="国密定〔2026〕0001 号")
    actions.confirm(order, by=cast.acting("chu"))


@pytest.fixture
def destroyed(issued, django_capture_on_commit_callbacks):
    """The same after an order by the head and the confirmation by the secrecy officer."""
    with django_capture_on_commit_callbacks(execute=True):
        destroy(issued.key_id)
    return Case.objects.get(pk=issued.pk)


def plain_words(couple) -> list[str]:
    return [*NAMES, *(holder["code"] for holder in couple), "户籍页不清晰"]


def texts(rows):
    """Every value of rows as text; bytes as hex and as UTF-8."""
    for row in rows.values():
        for value in row.values():
            yield value.hex() if isinstance(value, (bytes, memoryview)) else str(value)
            if isinstance(value, (bytes, memoryview)):
                yield bytes(value).decode(errors="ignore")


def test_history_holds_no_plain_text(issued, couple):
    histories = [model for model in apps.get_models() if is_history(model)]
    assert len(histories) > 8 and sum(model.objects.count() for model in histories) > 20
    for model in histories:
        for text in texts(model.objects.all()):
            assert not [word for word in plain_words(couple) if word in text], model._meta.label


def test_no_table_holds_plain_text(issued, couple):
    for model in apps.get_models(include_auto_created=True):
        for text in texts(model.objects.all()):
            assert not [word for word in plain_words(couple) if word in text], model._meta.label


def test_history_begins_at_submission_not_at_every_autosave(issued):
    reasons = list(issued.history.order_by("history_date", "history_id").values_list(
        "history_change_reason", flat=True))
    assert reasons == ["open", "submit", "send_back", "submit", "approve", "issue:prepare", "issue"]


def test_issued_dossier_opens(issued, couple):
    assert [holder["name"] for holder in contents.unseal(issued)["holders"]] == list(NAMES)
    assert files.load(StoredFile.objects.get(pk=issued.license.versions.get().document.file_id)).startswith(b"%PDF")


def test_nothing_of_a_destroyed_dossier_opens_but_its_stub_is_there(destroyed):
    version = LicenseVersion.objects.get(license=destroyed.license)
    materials = list(Material.objects.filter(case=destroyed).select_related("file"))
    notice = Notice.objects.filter(key=destroyed.key_id).first()
    assert len(materials) == 2 and notice
    reads = [
        lambda: contents.unseal(destroyed), lambda: contents.unseal_issued(version),
        lambda: factories.actions.opinion_of(destroyed.history.filter(sealed_opinion__isnull=False).first()),
        lambda: files.load(version.document.file), lambda: text_of(notice, with_personal=True),
        *(lambda file=m.file: files.load(file) for m in materials),
        *(lambda file=m.file: files.name_of(file) for m in materials),
    ]
    for read in reads:
        with pytest.raises(Destroyed):
            read()
    assert (destroyed.status, destroyed.license.status) == ("issued", "effective")
    assert destroyed.number and version.identifier and destroyed.hands.count() == 3


def test_files_of_a_destroyed_dossier_are_gone(destroyed):
    assert StoredFile.objects.filter(key=destroyed.key_id).count() >= 3
    assert not storages["vault"].exists(f"{str(destroyed.key_id)[-2:]}/{destroyed.key_id}")


def test_holder_of_a_destroyed_dossier_keeps_his_own_key_and_other_licences(destroyed, couple):
    """A holder is not the dossier: what is his own, such as other licences, is not destroyed with it."""
    for row in Holder.objects.filter(licenses=destroyed.license):
        assert holders.plain(row)["name"] in NAMES


@pytest.mark.parametrize("path", ["/cases/{case}/", "/licenses/{license}/"])
def test_page_of_a_destroyed_dossier_says_so(destroyed, browse, path):
    response = browse("wu").get(path.format(case=destroyed.pk, license=destroyed.license_id))
    assert response.status_code in (200, 410) and "已依法销毁" in response.content.decode()


def test_file_of_a_destroyed_dossier_answers_that_it_is_destroyed(destroyed, browse):
    number = destroyed.license.versions.get().number
    response = browse("wu").get(f"/licenses/{destroyed.license_id}/{number}/file/")
    assert response.status_code == 410 and "已依法销毁" in response.content.decode()


@pytest.mark.parametrize("path", ["/cases/", "/licenses/", "/"])
def test_lists_still_work_beside_a_destroyed_dossier(destroyed, browse, path):
    assert browse("wu").get(path).status_code == 200


def test_order_page_is_reached_from_the_key_of_a_dossier(issued, browse):
    text = browse("chen").get(f"/vault/order/?key={issued.key_id}").content.decode()
    assert "结婚证" in text and NAMES[0] not in text
    assert browse("tang").get(f"/vault/order/?key={issued.key_id}").status_code == 404


# --- what lists and searches derive from content has no history and goes with the key


def columns(model, rows) -> list[dict]:
    """What the columns of each row hold, as text, in the order in which the rows were made."""
    return [{name: str(bytes(value) if isinstance(value, memoryview) else value) for name, value in row.items()}
            for row in model.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values()]


@pytest.fixture
def alike(db, settings, authority):
    """Cases of two licences of which all that was typed is the same, and of one where it is not."""
    settings.CA_FOLDER = authority
    typed, other = factories.food(), factories.food()
    other["holders"][0]["name"] = "赣江之心饮食店"
    other["items"] |= {"legal_rep": "邹䶮", "address": "江西省南昌市西湖区", "premises": "一层", "items": "热食"}
    return [factories.case_in("issued", typed=content) for content in (typed, typed, other)]


@pytest.mark.parametrize("model", [Case, License])
def test_columns_made_from_content_are_those_that_the_model_names(alike, model):
    """What two rows of the same content share and a third has not is made from the content, whatever it is called."""
    rows = alike if model is Case else [case.license for case in alike]
    one, twin, other = columns(model, rows)
    made = {name for name in one if one[name] == twin[name] != other[name]}
    assert made == model.derived.keys() - {"number_index"}  # of numbers each licence has its own
    assert not model.derived.keys() & {field.name for field in model.history.model._meta.concrete_fields}


@pytest.mark.parametrize("model", [Case, License])
def test_columns_made_from_content_tell_nothing_after_a_destruction(alike, model):
    rows = alike if model is Case else [case.license for case in alike]
    before = columns(model, rows)
    for case in alike:
        destroy(case.key_id)
    for old, new in zip(before, columns(model, rows), strict=True):
        assert {name for name in old if old[name] != new[name]} == model.derived.keys()


def test_number_of_a_destroyed_licence_is_not_found_by_trying(issued):
    """Such as one made of a person's code, of which there are few enough to try them all."""
    number = contents.unseal_issued(issued.license.versions.get())["number"]
    found = License.objects.filter(number_index=number_index(number))
    assert found.get() == issued.license
    destroy(issued.key_id)
    assert not found.all().exists()
