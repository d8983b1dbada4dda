"""Addresses of the legal bases."""

from django.urls import path

from portal.law import views

app_name = "law"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<slug:key>/", views.page, name="page"),
    path("<slug:key>/add/", views.add, name="add"),
    path("<slug:key>/<uuid:pk>/edit/", views.edit, name="edit"),
]
