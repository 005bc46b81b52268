"""Chinese names as a staff list has them: by sex, by the decade of birth, with the surnames of the country.

Surnames follow the frequencies that the Ministry of Public Security publishes, given names the fashions
of their decade. Everything is drawn with `rng.random()` alone, the one method of `random.Random` whose
results Python promises to keep for a seed.
"""

import bisect
import functools
import itertools
from collections.abc import Sequence, Set
from dataclasses import dataclass
from random import Random

# Per mille of the population, then the surnames that have about that many.
_SURNAMES = """
72 王李 67 张 54 刘 46 陈 31 杨 23 赵黄周吴 18 徐孙马朱胡 14 郭何林高 12 罗郑梁谢 11 宋唐许 10 韩邓冯曹彭
8 曾肖田董潘袁蔡 7 蒋余于杜叶程魏苏 6 吕丁任卢姚沈钟姜崔 5 谭陆范汪廖石金韦贾 4.5 夏付方邹熊白孟秦邱侯 4 江尹薛闫段雷
3.5 龙黎史陶贺毛郝顾龚邵 3 万覃武钱戴严莫孔向常 2.5 温康施牛樊葛邢安齐易 2 乔伍庞颜倪庄聂章鲁岳 1.6 翟殷詹申耿关兰焦俞左
1.3 柳甘祝包宁尚符舒阮柯 1.1 纪梅童凌毕季裴霍涂成 1 苗谷盛曲翁骆蓝路游辛 0.8 靳管柴蒙鲍华喻祁房滕 0.6 屈饶牟艾尤阳时穆
0.5 卓古吉简车项连芦麦褚 0.4 窦戚岑景费晏席卫柏宗 0.3 瞿桂佟臧闵边栾隋荣甄 0.2 丛仲虞池苑迟佘傅宫隗
"""


@dataclass(frozen=True)
class Pool:
    """Given names of one sex and decade: `whole` and `single` with the commonest first, and halves to combine."""

    whole: str
    single: str
    first: str
    second: str


@dataclass(frozen=True)
class Cohort:
    """People born from `year` on; `single` is the share of one-character given names."""

    year: int
    single: float
    female: Pool
    male: Pool


COHORTS = (
    Cohort(
        year=1900,
        single=0.07,
        female=Pool(
            whole="""
            秀英 桂英 秀兰 玉兰 淑珍 桂兰 玉珍 凤英 秀珍 玉英 淑英 惠芳 淑华 淑芳 素珍 秀华 凤兰 佩珍
            玉琴 淑琴 桂珍 秀云 慧珍 美英 月英 爱珍 素芬 静芳 文秀 瑞芳 雅琴 亚琴 佩华 婉贞 淑贤 慧君
            菊英 金凤 蕴华 静娴 毓秀 令娴 碧华 若兰
            """,
            single="英兰珍芳琴芬娥敏",
            first="秀玉桂淑凤素惠佩瑞慧月雅",
            second="英兰珍芳华琴云芬贞娥清芝",
        ),
        male=Pool(
            whole="""
            建国 国华 德明 志强 文华 振华 永福 国栋 德华 光明 学文 福生 庆华 志明 宝林 长林 树林 明德
            世昌 文忠 金生 玉山 德林 永年 兆祥 忠义 炳文 家骏 维新 守义 成章 鸿儒 元龙 耀华 瑞林 援朝
            解放 建业 伯钧 仲明 季平 克勤 克俭 学礼
            """,
            single="明华林忠平刚毅正",
            first="德永志文国世兆庆振学长明玉福宝",
            second="华林明昌荣祥生山忠义海才",
        ),
    ),
    Cohort(
        year=1960,
        single=0.18,
        female=Pool(
            whole="""
            丽华 秀芳 丽萍 淑芬 惠敏 红梅 丽娟 桂芳 春兰 玉梅 爱华 亚萍 秀琴 淑萍 慧敏 建华 爱萍 小红
            美华 春梅 彩霞 月琴 卫红 玉萍 晓红 亚芬 建英 建萍 丽君 小平 文英 文娟 秋菊 秀梅 燕萍 凤霞
            桂琴 志红 向红 跃华 新华 立华 冬梅 雪琴
            """,
            single="敏芳萍红英玲琴霞珍梅静莉",
            first="丽秀玉美爱慧惠淑亚文雅月春",
            second="芳华英萍珍琴兰芬娟梅霞敏云",
        ),
        male=Pool(
            whole="""
            建国 建军 建华 志强 建平 卫东 国强 卫国 建民 永明 国平 志明 国庆 志刚 晓东 向东 伟民 新民
            志勇 立新 爱民 学军 新华 永强 海波 宏伟 小平 春生 跃进 向阳 东升 红卫 志华 学东 学明 玉林
            金龙 海涛 伟明 正平 大庆 克明 一平 少华
            """,
            single="平明军强勇刚伟斌林波华健",
            first="建国志永文卫新学玉春金立世",
            second="华明平军民强林生忠东成祥",
        ),
    ),
    Cohort(
        year=1970,
        single=0.36,
        female=Pool(
            whole="""
            丽萍 海燕 红梅 晓红 丽娟 春梅 雪梅 丽华 红霞 春燕 晓燕 玉梅 冬梅 海霞 秀丽 艳红 红艳 丽丽
            文红 云霞 晓梅 小燕 晓敏 亚男 永红 立新 文静 春红 秋萍 雅琴 志红 爱红 惠芳 慧敏 丽君 晓春
            晓岚 海英 海虹 宁宁 晓莉 建红 卫华 素云
            """,
            single="红丽芳敏静艳梅玲霞燕萍娟英慧颖洁琳蓉莉琼虹洪岩蕾青",
            first="丽晓海红春雪文玉秀小亚云慧",
            second="红梅燕萍霞丽芳敏华玲英娟琴",
        ),
        male=Pool(
            whole="""
            志强 建军 海涛 晓东 建华 志刚 海波 志勇 宏伟 晓明 文斌 晓峰 立新 永刚 卫东 国栋 俊峰 志军
            文涛 永强 建平 少华 红兵 小军 国华 春雷 大勇 世杰 庆华 学军 学锋 云峰 劲松 海军 海鹰 东海
            朝晖 晓波 晓军 一民 家骥 振宇 旭东 向东
            """,
            single="军伟强勇涛斌波辉刚健明平杰峰磊超宏毅兵东宁旭巍凯岩松",
            first="志建永文海晓国立春学俊宏世",
            second="军强明华勇峰刚斌平伟涛波辉",
        ),
    ),
    Cohort(
        year=1980,
        single=0.34,
        female=Pool(
            whole="""
            婷婷 丽娜 晓燕 丹丹 海燕 媛媛 莎莎 文静 亚楠 雪梅 晓丽 璐璐 丽君 珊珊 雅静 文娟 慧敏 春晓
            海霞 晓慧 晓琳 玉洁 晓晨 思思 佳佳 小芳 冬梅 少华 晓雪 亚男 雯雯 晶晶 倩倩 娜娜 园园 丽媛
            晓庆 晓蕾 宁宁 方方 雪莲 艳丽 秋实 立群
            """,
            single="静丽娜婷莉雪倩洁颖琳敏慧娟晶楠莹丹燕艳璐佳媛瑶菲霞蕾萌薇欣瑾妍冰青",
            first="晓雅文丽佳亚海雪玉思慧静春",
            second="静娜婷琳燕丽敏楠洁莹颖娟慧雯君",
        ),
        male=Pool(
            whole="""
            鹏飞 志强 晓东 海涛 俊杰 俊峰 志伟 文博 晓明 海龙 建伟 鹏程 志鹏 晓峰 文杰 国栋 振华 振宇
            海洋 云飞 世杰 雪松 少华 文强 立伟 晓飞 亚辉 一鸣 佳伟 天宇 大伟 大鹏 志远 卫华 宏亮 庆伟
            明亮 东升 永亮 维维 思远 伟伟 金鹏 春雷
            """,
            single="伟磊超涛杰鹏强军亮飞凯宇浩斌波洋龙帅健勇刚辉晨旭阳鑫明毅博峰卓远昊峥",
            first="志文海晓建俊国立振云亚世永",
            second="伟强鹏飞杰峰龙涛辉宇东明超亮波",
        ),
    ),
    Cohort(
        year=1990,
        single=0.22,
        female=Pool(
            whole="""
            雨婷 雅婷 思雨 佳怡 梦瑶 晓彤 雪莹 梦婷 嘉琪 思琪 文婷 静怡 雨薇 慧琳 佳琪 梦洁 静雯 晨曦
            佳慧 婉婷 心怡 雅雯 晓雯 佳欣 怡然 梦佳 雨萌 诗雨 思敏 思佳 盈盈 可欣 雅琪 嘉欣 艺璇 楚楚
            晓妍 亦凡 星月 雪晴 若男 子怡 安琪 一帆
            """,
            single="婷倩雪琪瑶悦颖璇蕊妍婧琳玥欣茜蕾佳萌莹晗",
            first="雨思佳梦晓诗欣嘉雅静文若婉",
            second="婷琪瑶怡彤雯欣薇慧洁琳妍悦晴宁",
        ),
        male=Pool(
            whole="""
            俊杰 宇航 浩然 文博 天宇 志远 嘉豪 家豪 鹏程 一凡 一鸣 思源 明哲 明远 伟豪 昊天 博文 家辉
            旭东 振宇 俊豪 家栋 嘉伟 嘉诚 伟杰 思远 星宇 逸飞 云帆 向阳 晨阳 瑞阳 文昊 子昂 子健 立言
            弘毅 博雅 成龙 鑫鑫 梓铭 佳俊 亚东 世豪
            """,
            single="浩宇鹏杰凯帅磊鑫涛昊晨翔博睿哲皓骁锐健阳洋越瑞奕",
            first="俊嘉家文宇天志思明博一晨旭",
            second="豪杰航宇辉鑫阳哲远凡成林峰伟",
        ),
    ),
)

# Public figures, living and dead, whom the lists above can produce, and names that sound like a bad joke.
_PUBLIC_FIGURES = """
李强 王毅 王宁 李鹏 韩正 陈毅 汪洋 江青 周强 张军 贺龙 刘志军 孙春兰 胡春华 邓小平 贾庆林
苗华 何卫东 秦刚 何立峰 王勇 王晨 李斌 苏辉 刘新成 高云龙 周建军 王立军 王明 李德生 杨勇 张爱萍
肖华 郭明义 陈薇 李文亮 黄文秀 于敏 孙家栋 余华 古龙 姚明 刘翔 王菲 雷军 马龙 刘德华 邓亚萍
黎明 何洁 贾玲 韩红 景海鹏 刘洋 王刚 李娜 张杰 刘涛 黄磊 邓超 王凯 胡军 李晨 杨洋
赵薇 黄晓明 李健 许巍 汪峰 毛宁 孙楠 韩磊 宁浩 徐峥 宋佳 马丽 梅婷 郝蕾 陶红 陶虹
宋丹丹 蔡明 岳云鹏 朱军 周涛 康辉 李瑞英 谢娜 王健 林丹 李宁 邹凯 樊振东 丁宁 李晓霞 刘诗雯
王楠 王皓 马琳 蔡振华 孙悦 朱婷 孙玥 郝海东 杨晨 武磊 周洋 申雪 隋文静 潘晓婷 聂卫平 柯洁
常昊 谢军 郭晶晶 陈若琳 高敏 田亮 胡佳 刘璇 程菲 何可欣 邢慧娜 刘虹 吕小军 孙福明 唐琳 杜丽
许海峰 张一鸣 丁磊 黄峥 魏建军 费俊龙 翟志刚 蔡旭哲 江新林 杨伟 范健 夏健 高超 马丹 史珍 焦英
殷静 尹静 尹丹 白洁 苟丹 范伟 熊洁
"""
_NOT_HERE = frozenset(_PUBLIC_FIGURES.split())


def surname(rng: Random) -> str:
    """One surname, as often as it is in the country."""
    return _weighted(rng, *_surnames())


def given_name(rng: Random, sex: str, birth_year: int) -> str:
    """One given name for "female" or "male" that was in fashion around the year of birth."""
    year = birth_year + _below(rng, 7) - 3  # parents are early or late with a fashion
    cohort = next(cohort for cohort in reversed(COHORTS) if cohort.year <= year)
    pool = cohort.female if sex == "female" else cohort.male
    if rng.random() < cohort.single:
        return _popular(rng, pool.single)
    if rng.random() < 0.5:
        return _popular(rng, pool.whole.split())
    return _combined(rng, pool)


def full_name(rng: Random, sex: str, birth_year: int, reserved: Set[str] = frozenset()) -> str:
    """Surname and given name: none of the `reserved`, nobody famous, no surname again in the given name (高高)."""
    while True:
        family, given = surname(rng), given_name(rng, sex, birth_year)
        if family not in given and family + given not in _NOT_HERE | reserved:
            return family + given


@functools.cache
def _surnames() -> tuple[list[str], list[float]]:
    """All surnames, and beside each the sum of the weights up to it."""
    words = _SURNAMES.split()
    pairs = [(name, float(weight)) for weight, names in zip(words[::2], words[1::2], strict=True) for name in names]
    return [name for name, _ in pairs], list(itertools.accumulate(weight for _, weight in pairs))


def _weighted(rng: Random, items: Sequence[str], sums: Sequence[float]) -> str:
    return items[bisect.bisect_right(sums, rng.random() * sums[-1])]


def _popular(rng: Random, items: Sequence[str]) -> str:
    """One of them, the first three times as often as the last."""
    return items[int(len(items) * leaning_low(rng))]


def leaning_low(rng: Random) -> float:
    """A number from 0 up to 1, the low ones likelier; plain products, since powers differ between machines."""
    draw = rng.random()
    return draw * (1 + draw) / 2


def _combined(rng: Random, pool: Pool) -> str:
    while True:
        name = pool.first[_below(rng, len(pool.first))] + pool.second[_below(rng, len(pool.second))]
        if name[0] != name[1]:
            return name


def _below(rng: Random, limit: int) -> int:
    return int(rng.random() * limit)
