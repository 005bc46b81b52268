"""Staff associations 教职工协会: the register, founding, officers with terms, members, charters and the yearly check.

Words: 协会 club, 发起人 proposer and founders, 章程 charter, 负责人 officers (会长 president, 副会长 vice president, 秘书长
secretary, 财务 treasurer), 年检 yearly check. Serves line 1.3-9 of the yearly plan; domain 2.16.
"""
