"""What of a case and a licence goes with their data key: what lists and searches derived from the content."""

from licenses.models import Case, License

GONE = {"shown_holders": "", "shown_codes": "", "grams": [], "holder_indexes": []}


def forget(destruction, *, by) -> None:
    """Empty what was derived from the content under the destroyed key, in the transaction that destroys it.

    Numbers, statuses, people and instants stay as the stub. Runs after the step `vault.destruction.confirm`, whose
    history and log row tell of it.
    """
    for model in (Case, License):
        model.objects.filter(key=destruction.key_id).update(**GONE)
    for license in License.objects.filter(key=destruction.key_id):
        # the index of a number made of a person's code could be found by trying codes
        License.objects.filter(pk=license.pk).update(number_index=license.pk.bytes)
