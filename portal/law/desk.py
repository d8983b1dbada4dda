"""How the legal bases show themselves."""

from django.utils.translation import gettext_lazy as _

from portal.desk import MenuItem, register

register(MenuItem(_("依据"), _("法律依据"), "law:list", "scale", lambda actor: actor.user is not None, order=70))
