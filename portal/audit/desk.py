"""How the access log shows itself."""

from django.utils.translation import gettext_lazy as _

from portal.desk import MenuItem, register

register(MenuItem(_("监督"), _("访问日志"), "audit:list", "log", lambda actor: actor.may("audit.read"), order=90))
