"""Files with Chinese names leave a real server, which takes nothing but ASCII in a header."""

import http.client
from urllib.parse import quote

import pytest

from tests.support.server import passes, serving


@pytest.mark.parametrize("path", ["/points.xlsx", "/people/roster/sample.xlsx", "/usage/tables.xlsx", "/account/data.xlsx"])
def test_a_file_with_a_chinese_name_is_sent_and_keeps_it(as_user, path):
    answer = as_user(10003).get(path)
    assert answer.status_code == 200
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename=unionweb.xlsx; filename*=UTF-8\'\'%')


def test_gunicorn_sends_it(app, as_user):
    as_user(10003)
    with serving(app, workers=1) as server:
        person = passes(app, [10003])[0]
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/points.xlsx", headers={"Cookie": person.cookie})
        answer = connection.getresponse()
        assert (answer.status, answer.read(2)) == (200, b"PK")
        assert quote("服务点") in answer.headers["Content-Disposition"]
        connection.close()
