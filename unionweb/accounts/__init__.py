"""People: units (校工会 → 基层工会 → 工会小组, 妇委会 beside), members, roles with scope and dates, sign-in.

Words: 会员 member, 工号 staff_no, 基层工会 branch_union, 主席 chair, 联络员 liaison, 值守人 keeper, 花名册 roster,
一次性密码 one-time code. Serves the lines 4.1-6, 4.1-7, 4.2-2 and the base of every other line of the yearly plan.
"""
