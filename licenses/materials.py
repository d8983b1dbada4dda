"""Materials of a case 办件材料: files checked by content, kept under the case's key, never shown but as pictures."""

import contextlib

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from licenses import hands, policies, scans
from licenses.models import Case, Material
from portal import clock, history, throttle
from portal.audit import log
from portal.decisions import Conflict, Decision, Invalid, denied
from portal.vault import files
from portal.workflow import act

MOST = 60  # materials of one case
LONGEST_NAME = 120
FACE_PHOTO_LIMIT = 1_000_000  # bytes of a picture that goes onto a face as it is
PHOTO_TYPES = ("image/jpeg", "image/png")

FAULTS = {
    scans.EMPTY: _lazy("“%(name)s”是空文件（0 字节），请重新选择。"),
    scans.UNKNOWN: _lazy("“%(name)s”不是 PDF、JPG 或 PNG 文件（按文件内容判断，与扩展名无关），请转换后再上传。"),
    scans.ENCRYPTED: _lazy("“%(name)s”是加密的 PDF，无法审核和归档，请去除密码后再上传。"),
    scans.BROKEN: _lazy("“%(name)s”已损坏，无法打开，请重新扫描或导出后再上传。"),
    scans.TOO_MANY_PAGES: _lazy("“%(name)s”有 %(pages)d 页，最多 %(most)d 页，请拆分后再上传。"),
    scans.TOO_MANY_PIXELS: _lazy("“%(name)s”的尺寸为 %(detail)s 像素，过大，请按 300 dpi 重新扫描。"),
    scans.TOO_EXPENSIVE: _lazy("“%(name)s”结构异常，检查所需的时间或内存过多，已拒收；请重新扫描或导出后再上传。"),
}
SEEMS = {"exe": _lazy("程序文件"), "zip": _lazy("压缩文件"), "rar": _lazy("压缩文件"), "7z": _lazy("压缩文件"),
         "doc": _lazy("Word 文档"), "docx": _lazy("Word 文档"), "xls": _lazy("Excel 表格"), "xlsx": _lazy("Excel 表格")}


def of_case(case) -> list:
    """The materials that stand in a case, in order, each with its stored file."""
    found = list(case.materials.filter(removed_at__isnull=True).select_related("file", "added_by"))
    names = files.names_of(case.key_id, [material.file for material in found])
    for material in found:
        material.file_name = names.get(material.file_id, "")
    return found


def check(data: bytes, name: str, *, by) -> str:
    """The media type of a file by its content. Raises Invalid with the sentence that says what is wrong."""
    if len(data) > settings.MATERIAL_LIMIT:
        raise too_large(name, len(data))
    with _one_at_a_time(name, by):
        found = scans.look(data)
    if found.fault:
        sentence = str(FAULTS[found.fault]) % {
            "name": shown_name(name), "pages": found.pages, "most": scans.MAX_PAGES, "detail": found.detail}
        if found.detail in SEEMS:
            sentence += _("它看来是%(what)s。") % {"what": SEEMS[found.detail]}
        raise Invalid(denied(sentence))
    return found.media_type


@contextlib.contextmanager
def _one_at_a_time(name: str, by):
    """Reading a hostile file costs seconds of a processor: of one person's files one is read at a time."""
    with throttle.alone("licenses.scan", str(by.user.pk)) as free:
        if not free:
            raise Invalid(denied(_("您上传的另一份文件还在检查，“%(name)s”没有接收，请稍候几秒再上传。") % {
                "name": shown_name(name)}))
        yield


def too_large(name: str, size: int) -> Invalid:
    """Why a file of `size` bytes is refused; asked before it is read."""
    return Invalid(denied(_("“%(name)s”为 %(size).1f MB，超过单个文件 %(limit)d MB 的上限，请压缩或拆分后再上传。") % {
        "name": shown_name(name), "size": size / 1_000_000, "limit": settings.MATERIAL_LIMIT // 1_000_000}))


def shown_name(name: str) -> str:
    """A file name as it is kept and shown: without path, control and invisible characters, not endless."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST_NAME and dot:
        return f"{stem[:LONGEST_NAME - len(ending) - 1]}.{ending}"[:LONGEST_NAME]
    return kept[:LONGEST_NAME] or _("未命名")


def add(case, data: bytes, *, name: str, by, label: str = "") -> Material:
    """Keep a file with a case that is being filled in; the same content is kept once.

    `label` is what the material is called; without one it goes by the file's name, which lies sealed. Whoever adds
    one counts as having collected. Leaves history and one access record. Raises Refused, Invalid, or Conflict when
    the case is full.
    """
    verb = "licenses.material.add"
    log.require(policies.can_edit(by, case), by=by, verb=verb, about=case)
    media_type = check(data, name, by=by)
    kept_name = shown_name(name)
    with act(verb, lambda: _can_still_edit(by, case), by=by, about=case) as told:
        there = of_case(case)
        stored = files.store(case.key, data, name=kept_name, media_type=media_type)
        for material in there:
            if material.file_id == stored.pk:
                told["about"] = material
                return material
        if len(there) >= MOST:
            raise Conflict(denied(_("一个办件最多 %(most)d 份材料，请合并后再上传。") % {"most": MOST}))
        told["about"] = material = Material(case=case, file=stored, label=label[:60],
                            position=len(there) + 1, added_at=clock.now(), added_by=by.user)
        history.save(material, by=by, reason="add", force_insert=True)
        hands.lay(case, by, "collect")
    return material


def _can_still_edit(by, case) -> Decision:
    """Asked under the lock of the case: it may have been submitted meanwhile."""
    return policies.can_edit(by, Case.objects.select_for_update().get(pk=case.pk))


def add_photo(case, data: bytes, *, name: str, by, label: str) -> Material:
    """Keep a photo for the face, reduced to what is printed. Raises as `add`, Invalid also for what is no picture."""
    if check(data, name, by=by) not in PHOTO_TYPES:
        raise Invalid(denied(_("“%(name)s”不是照片，请上传 JPG 或 PNG 图片。") % {"name": shown_name(name)}))
    with _one_at_a_time(name, by):
        photo = scans.as_photo(data)
    return add(case, photo, name=f"{label}.jpg", label=label, by=by)


def remove(material, *, by) -> Material:
    """Take a material out of a case that is being filled in; the file stays under the case's key, as history does.

    Leaves history and one access record. Raises Refused, or Conflict when it was removed meanwhile.
    """
    with act("licenses.material.remove", lambda: _can_still_edit(by, material.case), by=by, about=material):
        material.removed_at, material.removed_by = clock.now(), by.user
        history.save(material, by=by, reason="remove")
    return material


def photos(materials) -> list:
    """The materials that can be printed on a face as they are."""
    return [m for m in materials if m.file.media_type in PHOTO_TYPES and m.file.size <= FACE_PHOTO_LIMIT]
