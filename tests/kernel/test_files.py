import pytest
from werkzeug.exceptions import NotFound

from unionweb.kernel import files
from unionweb.kernel.errors import Unavailable

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"0" * 30


@pytest.mark.parametrize(("data", "kind"), [(PNG, "png"), (JPEG, "jpg"), (WEBP, "webp")])
def test_kind_of_goes_by_the_bytes(data, kind):
    assert files.kind_of(data) == kind


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg onload=x>", b"RIFF1234WAVE", b"%PDF-1.7", PNG[1:]])
def test_kind_of_knows_nothing_else(data):
    assert files.kind_of(data) is None


@pytest.mark.parametrize("data", [b"<svg/>", PNG + b"0" * files.LARGEST])
def test_keep_takes_only_small_pictures(inside, data):
    with pytest.raises(ValueError, match="picture"):
        inside(lambda: files.keep(data))


def test_keep_gives_random_names_and_picture_shows_them(app):
    with app.test_request_context():
        first, second = files.keep(PNG), files.keep(PNG)
        assert first != second
        answer = files.picture(first)
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


NOWHERE = [None, "", "../secret_key", "a.png", "/etc/passwd", "0" * 32 + ".svg", "0" * 32 + ".png"]


@pytest.mark.parametrize("name", NOWHERE)
def test_picture_is_not_found_under_other_names(app, name):
    with app.test_request_context(), pytest.raises(NotFound):
        files.picture(name)


def test_drop_removes_and_minds_nothing(app, tmp_path):
    with app.app_context():
        name = files.keep(JPEG)
        files.drop(name)
        files.drop(name)
        files.drop("../secret_key")
    assert list((tmp_path / "uploads").iterdir()) == []
    assert (tmp_path / "secret_key").exists()


def test_keep_says_unavailable_when_the_disk_refuses(app, tmp_path):
    (tmp_path / "uploads").write_text("a file where the folder should be")
    with app.app_context(), pytest.raises(Unavailable):
        files.keep(PNG)
