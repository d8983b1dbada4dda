"""What of a case and a licence goes with their data key: what lists and searches derived from the content."""

from licenses.models import Case, License


def forget(destruction, *, by) -> None:
    """Empty what was derived from the content under the destroyed key, in the transaction that destroys it.

    Numbers, statuses, people and instants stay as the stub. Runs after the step `vault.destruction.confirm`, whose
    history and log row tell of it.
    """
    for model in (Case, License):
        model.objects.filter(key=destruction.key_id).update(**model.derived)
