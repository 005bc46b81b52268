"""疗休养: scarce places shared out by published rules.

A programme (方案) states its rules before it opens: who may apply, how places go to units (名额), lanes (保底), and one of
three ways to choose: lot (抽签), points (积分), or ranking by the units (分工会排序). Its batches (批次) are what people
travel with. Applications (申请) are listed by a drawn number (编号), frozen, shared out by `rules.allocation`, posted (公示),
confirmed; a freed place moves up in the same order (递补). What is said about health and identity is encrypted, each look
at it is noted for its owner (谁看过), and it is deleted after the batch. Serves the line 劳模和一线教职工疗休养 of the yearly plan.
"""
