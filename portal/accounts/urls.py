"""Addresses of accounts."""

from django.urls import path

from portal.accounts.views import appointments, departments, people, second_factor, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("switch/", sign_in.switch, name="switch"),
    path("password/", sign_in.password, name="password"),
    path("code/", second_factor.code, name="code"),
    path("second-factor/", second_factor.set_up, name="second_factor"),
    path("second-factor/codes/", second_factor.renew_codes, name="renew_codes"),
    path("mine/", people.mine, name="mine"),
    path("sessions/<uuid:pk>/end/", people.end_session, name="end_session"),
    path("people/", people.people, name="people"),
    path("people/open/", people.open_account, name="open_account"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/edit/", people.edit, name="edit_account"),
    path("people/<uuid:pk>/unlock/", people.unlock, name="unlock"),
    path("people/<uuid:pk>/end-sessions/", people.end_sessions, name="end_sessions"),
    path("people/<uuid:pk>/appoint/", appointments.appoint, name="appoint"),
    path("people/<uuid:pk>/<slug:key>/", people.act, name="act"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/<uuid:pk>/end/", appointments.end, name="end_appointment"),
    path("departments/", departments.departments, name="departments"),
    path("departments/add/", departments.add, name="add_department"),
    path("departments/own/", departments.own_department, name="own_department"),
    path("departments/<uuid:pk>/", departments.department, name="department"),
    path("departments/<uuid:pk>/edit/", departments.edit, name="edit_department"),
    path("roles/", departments.roles, name="roles"),
]
