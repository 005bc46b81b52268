"""Certificates 证书: honours, training, volunteer service and thanks, on paper and to be verified.

Words: Kind (种类), Wording (证书文字, with fixed placeholders 占位符), Design (版式), Batch (一批, what is issued at once),
Certificate (证书), recipient (领受人), subject (个人、单位、团队、家庭), serial_no (证书编号), code (核验码), issuer_line (落款),
seal (印章), proof (样张), to issue 颁发, to revoke 撤销, to reissue 换发, reprint 补印.

Serves the plan's lines on honours (六 9, 26), training (五 2), volunteer service (六 13, 25) and lectures (六 14).
"""
