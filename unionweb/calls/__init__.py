"""Calls 征集与评选: one mechanism for case studies, papers, works, stories and honours.

Words: Call (征集), Round (一轮评选: several calls with one calendar), Entry (申报件), Nominee (推荐对象), unit chain (分工会 → 校工会),
Reviewer (评委), conflict (回避), blind (盲评), criterion (评分项), grade (等次), honour (荣誉).
"""
