"""Addresses of licenses."""

app_name = "licenses"
urlpatterns = []
