"""The few questions that tell which policies fit: size, sector, what for, marks that an enterprise has."""

from django.db.models import TextChoices


class Size(TextChoices):
    INDIVIDUAL = "individual", "个体工商户"
    SMALL = "small", "小微企业"
    MEDIUM = "medium", "中型企业"
    LARGE = "large", "大型企业"


class Sector(TextChoices):
    MANUFACTURING = "manufacturing", "制造业"
    AGRO = "agro", "农产品加工"
    MATERIALS = "materials", "石材、建材、化工"
    TECHNOLOGY = "technology", "科技、软件"
    SERVICES = "services", "商贸、餐饮、服务"
    LOGISTICS = "logistics", "物流、仓储"
    FINANCE = "finance", "银行、担保等金融机构"
    PARK = "park", "园区、孵化器运营"
    OTHER = "other", "其他行业"


class Need(TextChoices):
    TAX = "tax", "少交税"
    LOAN = "loan", "贷款融资"
    EQUIPMENT = "equipment", "买设备、技改"
    HIRE = "hire", "招人用工"
    RESEARCH = "research", "研发、认定"
    LAND = "land", "用地厂房"
    UTILITIES = "utilities", "用电用水用气"
    STAFF = "staff", "员工住房、子女、职称"
    RIGHTS = "rights", "账款、采购、检查"


class Mark(TextChoices):
    HIGH_TECH = "high_tech", "高新技术企业"
    TECH_SME = "tech_sme", "科技型中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”"
    SMALL_TAXPAYER = "small_taxpayer", "增值税小规模纳税人"
    GENERAL_TAXPAYER = "general_taxpayer", "增值税一般纳税人"


# The parts of PolicyVersion.fit, each a list of these values; an empty list fits everybody.
PARTS: dict[str, type[TextChoices]] = {"sizes": Size, "sectors": Sector, "needs": Need, "marks": Mark}
