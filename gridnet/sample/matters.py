"""What happens in the sample county: how often each category comes, when in the year and day, in what words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

DAY_HOURS = range(7, 22)
WINTER, SUMMER = frozenset({11, 12, 1, 2}), frozenset({6, 7, 8})
FLOOD, HARVEST = frozenset({6, 7, 8, 9}), frozenset({5, 6, 9, 10})


@dataclass(frozen=True, slots=True)
class Matter:
    """A category: its weight, the words it is told in, and how much more often it comes in a season or by night."""

    weight: float
    words: tuple[str, ...]
    months: frozenset[int] = frozenset()
    in_season: float = 1.0
    by_night: float = 0.3

    def at(self, month: int, hour: int) -> float:
        """The weight in a month and an hour of the local clock."""
        season = self.in_season if month in self.months else 1.0
        return self.weight * season * (1.0 if hour in DAY_HOURS else self.by_night)


MATTERS: Mapping[str, Matter] = {
    "0101": Matter(4.5, ("邻里因排水问题争执，请求调解", "邻里因停车位争吵")),
    "0102": Matter(2.2, ("夫妻争吵，家属请求上门调解", "婚约彩礼返还争议")),
    "0103": Matter(0.6, ("兄弟间赡养费用分担争议",)),
    "0104": Matter(1.5, ("宅基地边界争议", "承包地界线不清")),
    "0105": Matter(0.3, ("对拆迁补偿标准有异议",)),
    "0106": Matter(0.4, ("灌溉用水先后争议",), HARVEST, 2.5),
    "0107": Matter(1.2, ("工人反映工资拖欠", "临时工工钱未结清"), WINTER, 2.5),
    "0108": Matter(1.0, ("借款到期未还，请求调解", "购销合同货款争议")),
    "0109": Matter(1.2, ("商品质量问题，要求退换",)),
    "0110": Matter(2.5, ("物业费与服务质量争议", "电梯停用，业主与物业争执")),
    "0111": Matter(0.5, ("房屋漏水，与施工方争议",), SUMMER, 2.0),
    "0112": Matter(0.3, ("对诊疗过程有异议",)),
    "0113": Matter(1.0, ("轻微刮擦后赔偿争议",)),
    "0114": Matter(0.3, ("学生间摩擦，家长要求调解",)),
    "0115": Matter(0.5, ("养殖气味扰民争议",), SUMMER, 2.0),
    "0116": Matter(0.4, ("要求公开村务收支",)),
    "0117": Matter(0.3, ("对处理决定有异议",)),
    "0118": Matter(0.4, ("反映干部办事推诿",)),
    "0199": Matter(0.8, ("其他纠纷，请求登记",)),
    "0201": Matter(2.0, ("电动车电瓶被盗", "接到可疑转账电话", "门店物品丢失"), by_night=0.8),
    "0202": Matter(0.6, ("有人打架", "酒后起冲突"), by_night=3.0),
    "0203": Matter(0.3, ("疑似聚众赌博",), WINTER, 2.0, by_night=2.0),
    "0204": Matter(1.4, ("陌生车辆长时间停留", "有人反复敲门"), by_night=1.5),
    "0205": Matter(0.3, ("邻居听到呼救，疑似家庭暴力",), by_night=2.0),
    "0206": Matter(0.3, ("老人外出未归", "儿童走失"), by_night=1.0),
    "0207": Matter(0.1, ("未成年人疑似受到侵害",)),
    "0301": Matter(4.0, ("楼道堆放杂物堵塞消防通道", "店铺灭火器过期", "秸秆堆放靠近住房"), HARVEST | WINTER, 1.4),
    "0302": Matter(2.4, ("飞线充电", "燃气软管老化"), WINTER, 1.8),
    "0303": Matter(1.0, ("外墙瓷砖松动", "老旧房屋墙体开裂"), FLOOD, 1.5),
    "0304": Matter(3.0, ("路口视线遮挡", "井盖缺失", "路面塌陷")),
    "0305": Matter(0.7, ("坑塘无警示标志", "有儿童在河边玩水"), SUMMER, 4.0),
    "0306": Matter(1.0, ("施工工地未设围挡",)),
    "0307": Matter(0.3, ("门店违规存放烟花爆竹",), WINTER, 3.0),
    "0308": Matter(0.12, ("有人情绪激动，需紧急劝导",), by_night=1.0),
    "0401": Matter(11.0, ("垃圾堆放多日未清运", "建筑垃圾倾倒路边", "垃圾桶满溢"), SUMMER, 1.3),
    "0402": Matter(8.0, ("路灯不亮", "健身器材损坏", "人行道砖破损")),
    "0403": Matter(6.5, ("停水未通知", "暖气不热", "电线杆倾斜"), WINTER, 1.8),
    "0404": Matter(6.0, ("夜间施工噪声扰民", "广场音响声音过大"), SUMMER, 1.6, by_night=2.0),
    "0405": Matter(2.0, ("楼顶搭建彩钢棚",)),
    "0406": Matter(3.5, ("流浪犬聚集", "犬只未拴绳")),
    "0501": Matter(4.0, ("独居老人需代购药品", "老人求助上门办理认证"), WINTER, 1.3, by_night=0.1),
    "0502": Matter(1.8, ("申请残疾人辅具",), by_night=0.1),
    "0503": Matter(1.6, ("留守儿童假期看护",), SUMMER | frozenset({1, 2}), 2.0, by_night=0.1),
    "0504": Matter(9.0, ("代办居住证明", "代缴医保", "代取快递"), by_night=0.05),
    "0505": Matter(5.0, ("咨询医保报销政策", "咨询低保申请条件"), by_night=0.05),
    "0601": Matter(1.8, ("建议增设公交站点", "建议增加夜间巡逻")),
    "0602": Matter(0.8, ("感谢工作人员及时帮助",)),
    "0603": Matter(0.9, ("反映工作人员态度生硬", "反映工作人员久拖不办")),
    "0701": Matter(0.15, ("低洼处积水较深",), FLOOD, 6.0, by_night=1.0),
    "0702": Matter(0.3, ("厨房起火", "荒草起火"), WINTER, 1.6, by_night=0.8),
    "0703": Matter(0.05, ("集中出现发热腹泻情况",)),
    "0704": Matter(0.04, ("多人聚集反映问题",)),
}
#: Arrivals in each hour of the local clock, on working days and on days off: people tell of things on their way.
WORKDAY = (4, 3, 2, 2, 2, 4, 12, 34, 52, 46, 38, 32, 24, 22, 32, 36, 38, 48, 50, 40, 32, 24, 14, 8)
DAY_OFF = (6, 4, 3, 2, 2, 3, 8, 16, 26, 36, 40, 34, 26, 24, 28, 30, 30, 32, 34, 36, 34, 28, 18, 10)
#: Arrivals of a day of the week, Monday first, as a share of the average.
WEEK = (1.18, 1.08, 1.05, 1.04, 1.10, 0.84, 0.71)
#: Where a report comes from: the channel and its share. The police hear of police matters first.
ORDINARY = (("GRID_APP", 0.5), ("QR_WEB", 0.22), ("HOTLINE_12345", 0.15), ("CENTRE_VISIT", 0.08), ("SWEEP", 0.05))
POLICE = (("POLICE_110", 0.5), ("GRID_APP", 0.25), ("POLICE_BEAT", 0.15), ("QR_WEB", 0.1))
POLICE_GROUPS = frozenset({"02", "07"})
