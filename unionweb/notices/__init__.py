"""Notices 通知公告: what the union announces, on the page and on paper (公文, GB/T 9704-2012).

Words: Paper (what stands on an official paper 公文), Form (文件 document, 信函 letter, 纪要 minutes), mark (发文机关标志,
the red head), number (发文字号), addressees (主送机关), note (附注), attachment (附件), imprint (版记: 抄送, 印发), seal (印章).

Serves the whole yearly plan: every line of it begins with a notice.
"""
