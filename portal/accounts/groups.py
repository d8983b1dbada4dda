"""Groups derived from appointments: guardian's rights for 'the signers of this department' hang on them."""

from django.contrib.auth.models import Group

from portal.accounts.models import Appointment


def name_of(department, role: str) -> str:
    """The group of those who hold a role in a department."""
    return f"{department.uscc}/{role}"


def group_of(department, role: str) -> Group:
    """The group, made when it is not there yet."""
    return Group.objects.get_or_create(name=name_of(department, role))[0]


def derive(user) -> None:
    """Make a person's groups what his appointments in force say; called after every change of an appointment.

    Policies ask the appointment itself as well, so an appointment that ran out overnight opens nothing.
    """
    user.groups.set([
        group_of(appointment.department, appointment.role)
        for appointment in Appointment.objects.in_force().filter(user=user).select_related("department")
    ])
