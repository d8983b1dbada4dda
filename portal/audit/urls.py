"""Addresses of the access log."""

from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.listing, name="list"),
    path("search/", views.search, name="search"),
    path("<slug:retention>/<int:at>/<uuid:pk>/", views.row, name="row"),
]
