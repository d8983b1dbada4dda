"""How notices show themselves: the number of unread ones at the bell in the head."""

from portal.desk import register_unread
from portal.notices.models import Notice

register_unread(lambda actor: Notice.objects.visible_to(actor).filter(read_at__isnull=True).count())
