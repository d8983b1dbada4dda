"""Addresses of catalogs."""

app_name = "catalogs"
urlpatterns = []
