"""Addresses of licenses: cases, licences, the public check."""

from django.urls import path

from licenses.views import licenses, verify

app_name = "licenses"

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

urlpatterns = [*LICENSES, *CHECK]
