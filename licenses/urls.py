"""Addresses of licenses: cases, licences, the public check."""

from django.urls import path

from licenses.views import cases, collecting, licenses, materials, verify

app_name = "licenses"

CASES = [
    path("cases/", cases.listing, name="cases"),
    path("cases/new/", collecting.choose, name="case_new"),
    path("cases/new/<uuid:entry>/", collecting.start, name="case_start"),
    path("cases/<uuid:pk>/", cases.page, name="case"),
    path("cases/<uuid:pk>/edit/", collecting.edit, name="case_edit"),
    path("cases/<uuid:pk>/draft/", collecting.autosave, name="case_draft"),
    path("cases/<uuid:pk>/check/", collecting.check, name="case_check"),
    path("cases/<uuid:pk>/face/", collecting.face, name="case_face"),
    path("cases/<uuid:pk>/recall/", cases.recall, name="case_recall"),
    path("cases/<uuid:pk>/review/", cases.review, name="case_review"),
    path("cases/<uuid:pk>/opened/", cases.opened, name="case_opened"),
    path("cases/<uuid:pk>/approve/", cases.approve, name="case_approve"),
    path("cases/<uuid:pk>/sign/", cases.sign, name="case_sign"),
    path("cases/<uuid:pk>/issue/", cases.issue, name="case_issue"),
    path("cases/<uuid:pk>/reveal/", cases.reveal, name="case_reveal"),
    *(path(f"cases/<uuid:pk>/{step}/", cases.words, {"step": step}, name=f"case_{step}") for step in cases.WORDS),
    path("cases/<uuid:pk>/materials/<uuid:material>/", materials.viewer, name="material"),
    path("cases/<uuid:pk>/materials/<uuid:material>/file/", materials.download, name="material_file"),
    path("cases/<uuid:pk>/materials/<uuid:material>/page/<int:page>/", materials.picture, name="material_page"),
]

LICENSES = [
    path("licenses/", licenses.listing, name="licenses"),
    path("licenses/search/", licenses.search_for, name="search"),
    path("licenses/search/<uuid:memo>/", licenses.found, name="found"),
    path("licenses/<uuid:pk>/", licenses.page, name="license"),
    path("licenses/<uuid:pk>/reveal/", licenses.reveal, name="license_reveal"),
    path("licenses/<uuid:pk>/change/", licenses.change, name="license_change"),
    path("licenses/<uuid:pk>/lock/", licenses.lock, name="license_lock"),
    path("licenses/<uuid:pk>/unlock/", licenses.unlock, name="license_unlock"),
    path("licenses/<uuid:pk>/<str:number>/face/", licenses.face, name="license_face"),
    path("licenses/<uuid:pk>/<str:number>/file/", licenses.download, name="license_file"),
    path("licenses/<uuid:pk>/<str:number>/print/", licenses.printed, name="license_print"),
]

CHECK = [
    path("verify/", verify.verify, name="verify"),
    path("verify/face/", verify.by_face, name="verify_face"),
    path("verify/file/", verify.by_file, name="verify_file"),
    path("verify/<str:code>", verify.by_code, name="verify_code"),
]

urlpatterns = [*CASES, *LICENSES, *CHECK]
