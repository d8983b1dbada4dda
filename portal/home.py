"""The home page: the officer's desk with what waits for him by deadline; and the health check."""

from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render

from portal import desk
from portal.web import open_to_public

SHOWN = 50


def home(request):
    """What waits for the actor, by deadline: one table out of all his queues, filtered by `?queue=`."""
    queues = desk.queues_for(request.actor)
    chosen = next((q for q in queues if q.key == request.GET.get("queue")), None)
    tasks = [task for q in ([chosen] if chosen else queues) for task in q.tasks(request.actor, SHOWN)]
    tasks.sort(key=lambda t: (t.due is None, t.due))
    return render(request, "portal/home.html", {
        "queues": [(q, q.count(request.actor)) for q in queues], "chosen": chosen, "tasks": tasks[:SHOWN],
    })


@open_to_public
def health(request):
    """200 with {"status": "ok"} when the database answers; nothing else is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
