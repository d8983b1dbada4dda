"""The legal bases that the portal cites, with their status as far as it is established; data only.

In force stands only what was read in a public text together with the day; what is cited from memory is to be
checked before anybody relies on it. The summaries are ours, not the words of the law.
"""
# One provision is a few lines of Chinese.
# ruff: noqa: E501

from dataclasses import dataclass
from datetime import date

IN_FORCE, DRAFT, REPEALED, UNCHECKED = "in_force", "draft", "repealed", "unchecked"

MEASURES = "江西省电子证照管理暂行办法（征求意见稿）"
_MEASURES_SOURCE = "江西省政务服务管理办公室 2025-02-26 公开征求意见稿"
_FROM_MEMORY = "凭记忆登记，待核对原文"


@dataclass(frozen=True)
class LegalBasis:
    """One article of one text. `since`, `until`: first and last day of force, where known."""

    key: str
    title: str
    article: str
    summary: str
    status: str = UNCHECKED
    source: str = _FROM_MEMORY
    since: date | None = None
    until: date | None = None


def _measure(article: int, chinese: str, summary: str) -> LegalBasis:
    return LegalBasis(f"measures-{article}", MEASURES, f"第{chinese}条", summary, DRAFT, _MEASURES_SOURCE)


DRAFT_MEASURES = (
    _measure(2, "二", "适用于信息采集、目录编制、制证签发、归集入库、共享应用、监督管理；行政机关、事业单位、法律法规授权或者依法受委托的组织均适用。"),
    _measure(3, "三", "界定证照、电子证照、共享服务系统、目录、持证主体和管理、签发、使用部门。"),
    _measure(4, "四", "统一标准规范、统一全省目录、统一软件系统、分级实施管理、确保安全可靠。"),
    _measure(5, "五", "电子证照与纸质证照具有同等法律效力，可以作为办事依据、凭证或者归档材料。"),
    _measure(6, "六", "省级统筹，省直部门制定本领域证照标准并编制目录，设区市负责本行政区域的管理、应用和异议处理。"),
    _measure(7, "七", "省市两级部署，提供证照检索、文件下载、信息获取、信息验证、文件验证服务；证照统一经共享服务系统签发。"),
    _measure(8, "八", "签发部门指定专人采集、审核、签发、更新、维护，告知持证主体，并对所签发的证照负责。"),
    _measure(9, "九", "管理部门编制、管理、发布本级目录，保持规范和动态更新。"),
    _measure(10, "十", "签发部门负责系统对接和有效期内存量证照的电子化、数据证照化，保证真实、完整、有效、及时。"),
    _measure(11, "十一", "签发部门变更的，增量制证签发和存量电子化由变更后的部门负责。"),
    _measure(12, "十二", "签发部门按照国家和省级最新工程标准及时改造。"),
    _measure(13, "十三", "电子签名需要第三方认证的，委托依法设立的电子认证服务机构。"),
    _measure(14, "十四", "使用部门优先使用电子证照；能够共享获取的，不得要求提供实体证照或者复印件。"),
    _measure(15, "十五", "共享使用须经持证主体、签发部门或者管理部门授权；批量分析应用须向本级部门申请并经同意。"),
    _measure(16, "十六", "使用模式分为依职能共享、持证主体授权或者委托使用、社会公示。"),
    _measure(17, "十七", "签发部门对电子证照及受理、审核、办理、签发过程材料及时归档。"),
    _measure(18, "十八", "保留传统服务方式，不得将电子证照作为办事唯一渠道，保障老年人、残障人士需求。"),
    _measure(19, "十九", "对证照信息有异议或者发现缺失的，向本级管理部门提出，由其组织核实、纠正或者补发；不能按时完成的告知当事人。"),
    _measure(20, "二十", "发生争议纠纷时，管理部门为仲裁机构、法院提供验证服务。"),
    _measure(21, "二十一", "管理部门负责日常运维，落实网络安全等级保护制度。"),
    _measure(22, "二十二", "日常运营和应用费用参照当年市场平均价格报备后纳入同级财政保障。"),
    _measure(23, "二十三", "各部门建立管理规章制度，加强各环节信息安全管理，做好备份恢复。"),
    _measure(24, "二十四", "防护证照数据共享接口，防止非授权访问和流量攻击。"),
    _measure(25, "二十五", "采取身份认证、授权访问、信息审计跟踪，留存访问日志；签发部门可获取所签发证照的使用情况。"),
    _measure(26, "二十六", "敏感信息脱敏或者加密处理；涉及国家秘密的证照数据按保密规定另行处理。"),
    _measure(27, "二十七", "签发部门建立应急方案，因不可抗力不能及时签发、注销、更新的，告知管理部门并共同应对。"),
    _measure(28, "二十八", "管理部门制定签发、应用、推广年度计划，加强效能监督。"),
    _measure(29, "二十九", "违规签发、变更、使用造成商业秘密或者个人隐私泄漏的，依规处分或者惩戒，构成犯罪的追究刑事责任。"),
)

LICENSING_LAW = "中华人民共和国行政许可法"
PENALTY_LAW = "中华人民共和国行政处罚法"
SIGNATURE_LAW = "中华人民共和国电子签名法"
PERSONAL_INFORMATION_LAW = "中华人民共和国个人信息保护法"
CYBERSECURITY_LAW = "中华人民共和国网络安全法"

GENERAL = (
    LegalBasis("licensing-law-8", LICENSING_LAW, "第八条", "撤回：所依据的法律修改、废止或者客观情况重大变化，为公共利益需要可以依法变更或者撤回已生效的许可。"),
    LegalBasis("licensing-law-44", LICENSING_LAW, "第四十四条", "准予许可的，自决定之日起十日内颁发、送达证件。"),
    LegalBasis("licensing-law-49", LICENSING_LAW, "第四十九条", "变更：被许可人申请变更许可事项，符合条件的依法办理变更手续。"),
    LegalBasis("licensing-law-50", LICENSING_LAW, "第五十条", "延续：有效期届满三十日前提出申请，届满前作出决定，逾期未作决定的视为准予延续。"),
    LegalBasis("licensing-law-69", LICENSING_LAW, "第六十九条", "撤销：违法作出或者以欺骗、贿赂等不正当手段取得的许可，可以或者应当撤销。"),
    LegalBasis("licensing-law-70", LICENSING_LAW, "第七十条", "注销：届满未延续、公民死亡或者丧失行为能力、法人终止、许可被撤销、撤回、吊销、不可抗力等情形，依法办理注销手续。"),
    LegalBasis("penalty-law-9", PENALTY_LAW, "第九条", "暂扣许可证件、吊销许可证件是行政处罚的种类。"),
    LegalBasis("signature-law-14", SIGNATURE_LAW, "第十四条", "可靠的电子签名与手写签名或者盖章具有同等的法律效力。"),
    LegalBasis("signature-law-24", SIGNATURE_LAW, "第二十四条", "电子认证服务提供者保存与认证相关的信息，期限至少为证书失效后五年。"),
    LegalBasis("pipl-28", PERSONAL_INFORMATION_LAW, "第二十八条", "敏感个人信息包括生物识别、宗教信仰、特定身份、医疗健康、金融账户、行踪轨迹等信息，以及不满十四周岁未成年人的个人信息。"),
    LegalBasis("pipl-46", PERSONAL_INFORMATION_LAW, "第四十六条", "个人发现其信息不准确或者不完整的，有权请求更正、补充；处理者核实后及时更正、补充。"),
    LegalBasis("pipl-47", PERSONAL_INFORMATION_LAW, "第四十七条", "处理目的已实现、保存期限届满等情形，处理者应当主动删除个人信息。"),
    LegalBasis("pipl-55", PERSONAL_INFORMATION_LAW, "第五十五条", "处理敏感个人信息、委托处理、对外提供等，事前进行个人信息保护影响评估并记录处理情况。", source="公开源代码转引（仅条文内容），施行日期待核对"),
    LegalBasis("pipl-56", PERSONAL_INFORMATION_LAW, "第五十六条", "影响评估报告和处理情况记录至少保存三年。", source="公开源代码转引（仅条文内容），施行日期待核对"),
    # The same duty stands under another article since the amendment: one key, two versions.
    LegalBasis("cybersecurity-law-logs", CYBERSECURITY_LAW, "第二十一条第三项（2017 年文本）", "留存网络日志不少于六个月。", REPEALED, "公开源代码转引国家网信办 2025-12-29 文本", until=date(2025, 12, 31)),
    LegalBasis("cybersecurity-law-logs", CYBERSECURITY_LAW, "第二十三条第三项", "留存网络日志不少于六个月；按自然月计为 181 至 184 日。", IN_FORCE, "公开源代码转引国家网信办 2025-12-29 文本", since=date(2026, 1, 1)),
    LegalBasis("data-security-law-27", "中华人民共和国数据安全法", "第二十七条", "建立健全全流程数据安全管理制度，采取技术措施和其他必要措施保障数据安全。"),
    LegalBasis("network-data-regulations-12", "网络数据安全管理条例（国务院令第790号）", "第十二条", "向其他处理者提供、委托处理个人信息和重要数据的处理情况记录至少保存三年。", source="公开源代码转引（仅条文内容），施行日期待核对"),
    LegalBasis("online-services-provisions", "国务院关于在线政务服务的若干规定（国务院令第716号）", "", "电子证照采用标准版式文档格式，与纸质证照具有同等法律效力；不得重复要求提供能够共享获取的材料。"),
    LegalBasis("online-services-provisions-12", "国务院关于在线政务服务的若干规定（国务院令第716号）", "第十二条", "电子文件以电子形式归档并向档案部门移交；除法律、行政法规另有规定外，不再以纸质形式归档。"),
    LegalBasis("data-sharing-regulations", "政务数据共享条例（国务院令第809号）", "", "规定共享申请、答复时限和政务数据校核纠错机制。", IN_FORCE, "smartcity.team 公开网页", since=date(2025, 8, 1)),
    LegalBasis("data-sharing-regulations-times", "政务数据共享条例（国务院令第809号）", "答复与校核纠错时限", "答复共享申请、处理校核请求各为十个工作日（本条仅为本系统默认值的来由）。"),
    LegalBasis("license-platform-measures", "全国一体化在线政务服务平台电子证照管理办法（试行）", "", "全国一体化平台电子证照的管理规则，征求意见稿第一条引用。"),
    LegalBasis("electronic-seal-measures", "电子印章管理办法（国办发〔2025〕33号）", "", "电子印章与实物印章具有同等法律效力，须有可靠电子签名所用的数据、图像和证书。"),
    LegalBasis("state-council-2022-3", "国务院办公厅关于加快推进电子证照扩大应用领域和全国互通互认的意见（国办发〔2022〕3号）", "", "推进常用电子证照扩大应用领域和全国互通互认。", IN_FORCE, "gov.cn 公开网页（发文日期）", since=date(2022, 1, 20)),
    LegalBasis("archives-law", "中华人民共和国档案法", "", "电子档案应当来源可靠、程序规范、要素合规；与传统载体档案具有同等效力。"),
    LegalBasis("retention-order-8", "机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）", "", "文书档案保管期限分为永久、定期三十年、定期十年。"),
    LegalBasis("da-t-85", "政务服务事项电子文件归档规范（DA/T 85-2019）", "", "政务服务事项电子文件按办件归档：受理、审查、决定、送达材料和证照为一件。"),
    LegalBasis("da-t-97", "电子档案证据效力维护规范（DA/T 97-2023）", "", "维护电子档案证据效力的要求。", IN_FORCE, "5kdy.cn 公开网页", since=date(2023, 12, 1)),
    LegalBasis("gb-t-36901-36906", "电子证照系列国家标准（GB/T 36901 至 36906-2018）", "", "总体技术架构、目录信息、元数据、标识、文件技术要求、共享服务接口；全文未核对。", IN_FORCE, "chinesestandards.org、gbstd.com 公开网页", since=date(2019, 1, 1)),
    LegalBasis("mlps-gb-t-22239", "信息安全技术 网络安全等级保护基本要求（GB/T 22239-2019）", "第三级 安全计算环境", "身份鉴别、访问控制、安全审计、数据完整性与保密性、备份恢复、个人信息保护。"),
    LegalBasis("state-secrets-law", "中华人民共和国保守国家秘密法", "", "国家秘密的范围和保密制度；涉密数据不得进入本系统。"),
)

# What the demo licence types are granted under: names only, from memory.
LICENSES = (
    LegalBasis("id-card-law", "中华人民共和国居民身份证法", "", "居民身份证的申领、登记内容和有效期。"),
    LegalBasis("household-registration-regulations", "中华人民共和国户口登记条例", "", "户口登记与居民户口簿。"),
    LegalBasis("road-traffic-safety-law-8", "中华人民共和国道路交通安全法", "第八条", "机动车登记制度，登记后方可上道路行驶。"),
    LegalBasis("road-traffic-safety-law-19", "中华人民共和国道路交通安全法", "第十九条", "驾驶机动车应当依法取得机动车驾驶证。"),
    LegalBasis("civil-code-1049", "中华人民共和国民法典", "第一千零四十九条", "完成结婚登记，即确立婚姻关系。"),
    LegalBasis("social-organisation-regulations", "社会团体登记管理条例、民办非企业单位登记管理暂行条例、基金会管理条例", "", "社会组织的登记、变更和注销。"),
    LegalBasis("disabled-persons-law", "中华人民共和国残疾人保障法", "", "残疾人权益保障；残疾人证的核发另有规定。"),
    LegalBasis("social-insurance-law", "中华人民共和国社会保险法", "", "国家建立全国统一的个人社会保障号码。"),
    LegalBasis("teachers-law-10", "中华人民共和国教师法", "第十条", "国家实行教师资格制度。"),
    LegalBasis("language-law-19", "中华人民共和国国家通用语言文字法", "第十九条", "以普通话作为工作语言的岗位人员应当具备说普通话的能力。"),
    LegalBasis("market-entity-regulations", "中华人民共和国市场主体登记管理条例", "", "经营主体登记，营业执照的签发日期为成立日期。"),
    LegalBasis("food-safety-law-35", "中华人民共和国食品安全法", "第三十五条", "国家对食品生产经营实行许可制度。"),
    LegalBasis("food-business-licensing-measures", "食品经营许可和备案管理办法", "", "食品经营许可证的载明事项、有效期五年和编号规则。"),
    LegalBasis("food-production-licensing-measures", "食品生产许可管理办法", "", "食品生产许可证的载明事项、有效期五年和编号规则。"),
    LegalBasis("drug-administration-law-51", "中华人民共和国药品管理法", "第五十一条", "从事药品批发、零售活动应当取得药品经营许可证。"),
    LegalBasis("tobacco-monopoly-law-16", "中华人民共和国烟草专卖法", "第十六条", "经营烟草制品零售业务应当取得烟草专卖零售许可证。"),
    LegalBasis("medical-institution-regulations", "医疗机构管理条例", "", "医疗机构执业应当登记并领取医疗机构执业许可证。"),
    LegalBasis("physicians-law-13", "中华人民共和国医师法", "第十三条", "国家实行医师执业注册制度。"),
    LegalBasis("nurses-regulations-8", "护士条例", "第八条", "护士执业注册，有效期五年。"),
    LegalBasis("public-place-hygiene-regulations", "公共场所卫生管理条例", "", "公共场所实行卫生许可证制度。"),
    LegalBasis("maternal-infant-health-law-23", "中华人民共和国母婴保健法", "第二十三条", "医疗保健机构按照规定出具统一制发的新生儿出生医学证明。"),
    LegalBasis("road-transport-regulations", "中华人民共和国道路运输条例", "", "道路运输经营许可、车辆配发道路运输证、从业人员资格。"),
    LegalBasis("transport-practitioner-provisions", "道路运输从业人员管理规定", "", "从业资格的考试、发证和有效期六年。"),
    LegalBasis("taxi-driver-provisions", "出租汽车驾驶员从业资格管理规定", "", "巡游出租汽车驾驶员证的考试、注册与核发。"),
    LegalBasis("real-estate-registration-regulations", "不动产登记暂行条例", "", "不动产登记的类型、程序和权属证书。"),
    LegalBasis("construction-law-13", "中华人民共和国建筑法", "第十三条", "从事建筑活动的企业按资质条件划分等级，在许可范围内从事建筑活动。"),
    LegalBasis("construction-safety-regulations", "建设工程安全生产管理条例", "", "特种作业人员持证上岗，主要负责人、项目负责人、专职安全生产管理人员考核合格后任职。"),
    LegalBasis("pollution-permit-regulations", "排污许可管理条例", "", "依法实行排污许可管理的单位应当取得排污许可证，有效期五年。"),
    LegalBasis("water-abstraction-regulations", "取水许可和水资源费征收管理条例", "", "取用水资源应当申请领取取水许可证。"),
    LegalBasis("environmental-impact-law-22", "中华人民共和国环境影响评价法", "第二十二条", "建设项目的环境影响报告书、报告表由建设单位报生态环境主管部门审批。"),
)

LEGAL_BASES: tuple[LegalBasis, ...] = DRAFT_MEASURES + GENERAL + LICENSES
