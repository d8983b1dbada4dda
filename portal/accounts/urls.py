"""Addresses of accounts."""

from django.urls import path

from portal.accounts.views import second_factor, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("switch/", sign_in.switch, name="switch"),
    path("password/", sign_in.password, name="password"),
    path("code/", second_factor.code, name="code"),
    path("second-factor/", second_factor.set_up, name="second_factor"),
    path("second-factor/codes/", second_factor.renew_codes, name="renew_codes"),
]
