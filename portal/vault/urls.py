"""Addresses of the vault: orders to destroy a key."""

from django.urls import path

from portal.vault import views

app_name = "vault"
urlpatterns = [
    path("", views.listing, name="list"),
    path("order/", views.order, name="order"),
    path("<uuid:pk>/", views.page, name="page"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/reject/", views.reject, name="reject"),
]
