"""服务阵地预约: slots at the service points of the three campuses, and who holds them.

Words: 校区 campus, 服务 service (妈妈小屋 mother_room, 向日葵心理关爱 counseling), 服务点 service point, 开放规则 opening
rule, 时段 slot, 预约 booking, 候补 waitlist, 签到 check-in, 现在使用 walk-in, 爽约 no-show, 短码 short code, 代办 proxy.
Serves the lines 3.2-1, 3.2-7, 3.2-10, 3.2-11 of the yearly plan; 1.2-4, 1.2-10 and visits are further services as data.
"""
