"""Addresses of the working-day calendar."""

from django.urls import path

from portal.workdays import views

app_name = "workdays"
urlpatterns = [
    path("", views.current, name="current"),
    path("<int:number>/", views.year, name="year"),
    path("enter/", views.enter, name="enter"),
    path("notices/<uuid:pk>/", views.notice, name="notice"),
    path("notices/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("notices/<uuid:pk>/void/", views.void, name="void"),
]
