"""Word lists of the demo population: surnames, given names, streets that do not exist, trades and their names."""

SURNAMES = (
    *"王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢",
    *"钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤",
    "欧阳", "上官", "司徒", "诸葛", "夏侯", "皇甫",
)  # fmt: skip
SURNAME_WEIGHTS = tuple(max(1, 60 - order) if len(name) == 1 else 1 for order, name in enumerate(SURNAMES))

GIVEN_MALE = tuple("伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁志建国文海林峰亮康荣新瑞翔毅诚泽晨睿轩")
GIVEN_FEMALE = tuple("芳娜敏静丽艳娟霞秀燕玲桂英华慧红梅莉萍颖婷雪琳晶璐洁倩怡欣悦佳思雨梦瑶涵菲琪蕾薇岚月兰莹")
# Characters outside the common fonts: U+36C3, U+4DAE, U+20BB7, U+5803, U+2CE8E, U+2B37D …
RARE_GIVEN = ("㛃", "䶮", "𠮷祥", "堃", "旻喆", "𬎆", "𫍽", "𬱖", "翀", "昇旸")

UYGHUR_MALE = ("阿卜杜拉", "买买提", "艾尔肯", "吐尔逊", "木沙江", "玉素甫", "阿迪力", "依明江", "凯萨尔")
UYGHUR_FEMALE = ("阿依古丽", "热依汗", "古丽娜尔", "阿曼古丽", "迪丽热巴努", "帕提古丽", "米日古丽")

STREETS = (
    "赣风路", "云鹤街", "翠林大道", "星桥路", "梧桐里", "青岚路", "樟荫街", "滕影路", "梅岭北街", "春晖大道",
    "映山路", "秋水里", "荷塘路", "石榴巷", "望江街", "丰禾路", "锦绣里", "听松路", "瓷韵大道", "绿竹街",
    "双桂路", "晴川路", "白鹭里", "桃源街",
)  # fmt: skip
ROADS = ("赣风路", "星桥路", "青岚路", "映山路", "听松路", "双桂路", "晴川路", "丰禾路")
ESTATES = ("樟荫苑", "云鹤花园", "春晖家园", "秋水名居", "翠林小区", "星桥里", "望江苑", "听松庭")
BRANDS = (
    "云鹤", "樟荫", "星桥", "翠林", "春晖", "秋水", "映山", "丰禾", "瓷韵", "晴川", "白鹭", "双桂",
    "听松", "望江", "青岚", "锦禾", "赣禾", "乐善", "和泰", "明远", "安里", "福临", "聚香", "小满",
)  # fmt: skip

ENTERPRISE, SOLE_TRADER, INSTITUTION = "enterprise", "sole_trader", "institution"
PRIVATE, ASSOCIATION, COOPERATIVE = "private_non_enterprise", "association", "cooperative"
REGISTERS = {
    ENTERPRISE: "91", SOLE_TRADER: "92", INSTITUTION: "12", PRIVATE: "52", ASSOCIATION: "51", COOPERATIVE: "93",
}  # fmt: skip

# Trade → (legal form, pattern of the name) …
TRADES: dict[str, tuple[tuple[str, str], ...]] = {
    "catering": (
        (SOLE_TRADER, "{place}{street}{brand}小吃店"),
        (SOLE_TRADER, "{place}{brand}瓦罐汤店"),
        (SOLE_TRADER, "{place}{brand}米粉馆"),
        (ENTERPRISE, "{city}{brand}餐饮管理有限公司"),
        (ENTERPRISE, "江西{brand}酒店有限公司"),
    ),
    "canteen": (
        (INSTITUTION, "{place}{brand}小学"),
        (PRIVATE, "{place}{brand}幼儿园"),
        (ENTERPRISE, "江西{brand}电子科技有限公司"),
    ),
    "food_retail": (
        (SOLE_TRADER, "{place}{brand}便利店"),
        (SOLE_TRADER, "{place}{street}{brand}粮油店"),
        (ENTERPRISE, "{city}{brand}商贸有限公司"),
        (ENTERPRISE, "江西{brand}生鲜超市有限公司"),
    ),
    "food_factory": (
        (ENTERPRISE, "江西{brand}食品有限公司"),
        (ENTERPRISE, "{city}{brand}粮油加工有限公司"),
        (COOPERATIVE, "{place}{brand}脐橙种植专业合作社"),
    ),
    "pharmacy": (
        (ENTERPRISE, "{city}{brand}大药房有限公司"),
        (ENTERPRISE, "江西{brand}医药连锁有限公司{street}店"),
        (SOLE_TRADER, "{place}{brand}药店"),
    ),
    "clinic": (
        (INSTITUTION, "{city}{place}{brand}社区卫生服务中心"),
        (PRIVATE, "{place}{brand}口腔门诊部"),
        (ENTERPRISE, "{city}{brand}医院有限公司"),
        (INSTITUTION, "{place}{brand}乡卫生院"),
    ),
    "public_place": (
        (ENTERPRISE, "{city}{brand}宾馆有限公司"),
        (SOLE_TRADER, "{place}{brand}理发店"),
        (SOLE_TRADER, "{place}{street}{brand}美容店"),
        (ENTERPRISE, "江西{brand}影城有限公司"),
    ),
    "transport": (
        (ENTERPRISE, "江西{brand}物流有限公司"),
        (ENTERPRISE, "{city}{brand}运输有限公司"),
        (SOLE_TRADER, "{place}{brand}货运服务部"),
    ),
    "construction": (
        (ENTERPRISE, "江西{brand}建设工程有限公司"),
        (ENTERPRISE, "{city}{brand}建筑安装有限公司"),
    ),
    "industry": (
        (ENTERPRISE, "江西{brand}新材料有限公司"),
        (ENTERPRISE, "{city}{brand}机械制造有限公司"),
        (ENTERPRISE, "江西{brand}纸业有限公司"),
    ),
    "water": (
        (ENTERPRISE, "{place}{brand}自来水有限公司"),
        (ENTERPRISE, "江西{brand}水电开发有限公司"),
    ),
    "bank": (
        (ENTERPRISE, "{place}{brand}农村商业银行股份有限公司"),
        (ENTERPRISE, "江西{brand}银行股份有限公司{city}分行"),
    ),
    "society": (
        (ASSOCIATION, "{city}{brand}志愿者协会"),
        (PRIVATE, "{place}{brand}养老服务中心"),
        (PRIVATE, "{place}{brand}艺术培训学校"),
    ),
}
