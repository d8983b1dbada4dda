"""A dozen stock sentences for sending a case back."""

from django.db import migrations

REASONS = [
    "持证主体名称与登记信息不一致，请核对后修改。",
    "持证主体代码与证件材料不一致，请对照原件核对。",
    "姓名用字与身份证件不一致，请按身份证件所载用字修改。",
    "地址与证明材料不一致，请按证明材料填写完整地址。",
    "许可内容（经营项目、诊疗科目等）与许可决定不一致，请按决定修改。",
    "有效期起止日期与许可决定不一致，请核对。",
    "受理编号或事项有误，请核对。",
    "缺少必要的申请材料，请补充上传。",
    "材料不清晰或缺页，请重新扫描上传。",
    "材料已过有效期，请更换为有效的材料。",
    "照片不符合要求，请更换为近期正面免冠照片。",
    "存在错别字或标点错误，请修改。",
]


def add_reasons(apps, _schema):
    reason = apps.get_model("licenses", "ReturnReason")
    reason.objects.bulk_create(reason(text=text, position=n) for n, text in enumerate(REASONS, 1))


class Migration(migrations.Migration):
    dependencies = [("licenses", "0002_four_eyes")]
    operations = [
        migrations.RunPython(add_reasons, migrations.RunPython.noop),
    ]
