"""Addresses of law."""

app_name = "law"
urlpatterns = []
