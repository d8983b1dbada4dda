"""Addresses of the catalogue: entries, versions and their steps, the editor of a draft, matters."""

from django.urls import path

from catalogs.views import editor, entries, matters, preview, versions

app_name = "catalogs"
urlpatterns = [
    path("entries/", entries.listing, name="entries"),
    path("entries/new/", entries.create, name="create"),
    path("entries/<uuid:pk>/", entries.page, name="entry"),
    path("entries/<uuid:pk>/draft/", entries.draft, name="draft"),
    path("entries/<uuid:pk>/issuers/", entries.issuers, name="issuers"),
    path("entries/<uuid:pk>/issuers/<uuid:right>/end/", entries.end_issuer, name="end_issuer"),
    path("entries/<uuid:pk>/rights/", entries.rights, name="rights"),
    path("entries/<uuid:pk>/rights/<uuid:right>/revoke/", entries.revoke, name="revoke"),
    path("entries/versions/<uuid:pk>/", versions.page, name="version"),
    path("entries/versions/<uuid:pk>/face/", preview.face, name="face"),
    path("entries/versions/<uuid:pk>/submit/", versions.submit, name="submit"),
    path("entries/versions/<uuid:pk>/discard/", versions.discard, name="discard"),
    path("entries/versions/<uuid:pk>/send-back/", versions.send_back, name="send_back"),
    path("entries/versions/<uuid:pk>/publish/", versions.publish, name="publish"),
    path("entries/versions/<uuid:pk>/withdraw/", versions.withdraw, name="withdraw"),
    path("entries/versions/<uuid:pk>/general/", editor.general, name="general"),
    path("entries/versions/<uuid:pk>/items/", editor.items, name="items"),
    path("entries/versions/<uuid:pk>/items/arrange/", editor.arrange, name="arrange"),
    path("entries/versions/<uuid:pk>/items/<slug:key>/", editor.item, name="item"),
    path("entries/versions/<uuid:pk>/layout/", editor.layout, name="layout"),
    path("entries/versions/<uuid:pk>/layout/preview/", editor.layout_preview, name="layout_preview"),
    path("entries/versions/<uuid:pk>/layout/images/", editor.image, name="image"),
    path("entries/versions/<uuid:pk>/matters/", editor.matters, name="matters_of"),
    path("matters/", matters.listing, name="matters"),
    path("matters/new/", matters.add, name="add_matter"),
    path("matters/<uuid:pk>/", matters.matter, name="matter"),
]
