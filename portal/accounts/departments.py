"""How departments stand to each other: level out of the division, area below area, which roles their duties carry."""

from django.utils.translation import gettext as _

from portal import divisions
from portal.accounts.models import Appointment, Department
from portal.accounts.roles import ROLES
from portal.codes import CodeError, check_uscc
from portal.decisions import ALLOWED, Decision, denied

DEEPEST = 10  # steps from a department to the topmost above it; more can only be a circle


def level_of(division: str) -> str:
    """province, city or county, by the division's code alone, so that retired and unassigned codes have one too."""
    return "province" if division.endswith("0000") else "city" if division.endswith("00") else "county"


def consistent(department) -> Decision:
    """Whether what is to be registered of a department (saved or not) agrees: code, level, area, place in the tree,
    and duties that appointments in force stand on."""
    try:
        check_uscc(department.uscc)
    except CodeError as error:
        return denied(str(error))
    if department.level != level_of(department.division):
        return denied(_("部门层级与行政区划代码不符。"))
    return _placed(department) & _duties_kept(department)


def _placed(department) -> Decision:
    above = department.parent
    if above and not divisions.contains(above.division, department.division):
        return denied(_("所在行政区划不在上级部门“%(above)s”的辖区内。") % {"above": above})
    for below in Department.objects.filter(parent=department.pk):
        if not divisions.contains(department.division, below.division):
            return denied(_("下级部门“%(below)s”不在该行政区划的辖区内。") % {"below": below})
    for _step in range(DEEPEST):
        if above is None:
            return ALLOWED
        if above.pk == department.pk:
            break
        above = above.parent
    return denied(_("上级部门不能是本部门或它的下级部门。"))


def _duties_kept(department) -> Decision:
    held = Appointment.objects.in_force().filter(department=department.pk).select_related("user")
    for appointment in held:
        if not department.plays(ROLES[appointment.role].plays):
            return denied(_("%(person)s正担任“%(role)s”，须先免除，才能取消相应职责。") % {
                "person": appointment.user, "role": appointment.role_label,
            })
    return ALLOWED
