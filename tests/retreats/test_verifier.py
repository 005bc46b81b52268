"""The published file is checked three times over: by our replay, by the command, and by the script that knows none of our code."""

import copy
import json
import subprocess
import sys
from random import Random
from runpy import run_path
from types import SimpleNamespace

import pytest

from tests.retreats.drawn import SEED, keys, person, programme, published
from unionweb import ROOT
from unionweb.common import draws
from unionweb.common.draws import key_of, sha256_of
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.retreats.rules.allocation import allocate
from unionweb.retreats.rules.published import applicant_of, checks, differences, document, entry_of, plan_of, rules_of

SCRIPT = ROOT / "unionweb" / "retreats" / "verifier" / "verify_draw.py"
OFFICE = SimpleNamespace(id=10003)
SOURCE = "双色球 2026108 期"


@pytest.fixture(scope="module")
def file():
    """A draw in which every pass and every kind of answer occurs."""
    return next(file for n in range(2000) if occurs_everything(file := published(*programme(Random(n)), SEED, SOURCE, "03 07 12")))


def occurs_everything(file):
    steps = {pick["step"] for pick in file["result"]["picks"]}
    granted = file["result"]["companions"].values()
    return len(steps) == 4 and file["result"]["waiting"] and 0 in granted and any(granted) and file["rules"]["method"] == "lot"


def run(path):
    """The script, isolated: without our code, our folder and our environment."""
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)


def saved(tmp_path, file):
    path = tmp_path / "公布.json"
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return path


def test_it_is_short_and_needs_nothing_of_ours():
    text = SCRIPT.read_text()
    assert text.count("\n") < 80 and "unionweb" not in text
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


def test_the_script_agrees_with_a_published_file(tmp_path, file):
    done = run(saved(tmp_path, file))
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines()[-1] == "结果一致" and "不一致" not in done.stdout
    for name in ("seed_hash", "list_hash", "rules_hash", "public_number"):
        assert file[name] in done.stdout, name


def test_the_script_agrees_on_every_programme():
    its = run_path(str(SCRIPT))["checks"]
    for number in range(500):
        file = json.loads(json.dumps(published(*programme(Random(number)), sha256_of(str(number)))))
        assert all(agrees for _, agrees in its(file)), number


# ---- what has been tampered with


def one_place(file):
    """The last winner's place goes to the first who waits."""
    file["result"]["picks"][-1]["number"] = file["result"]["waiting"][0]


def seed(file):
    file["seed"] = sha256_of("another")


def seed_and_its_hash(file):
    file["seed"] = sha256_of("another")
    file["seed_hash"] = sha256_of(file["seed"])


def the_list(file):
    file["list"][3]["boost"] += 1


def somebody_less(file):
    del file["list"][-1]


def quota(file):
    file["rules"]["quotas"][0]["places"] += 1


def places(file):
    file["rules"]["batches"][0]["places"] += 1


def public_number(file):
    file["public_number"] = "03 07 13"


def no_public_number(file):
    file["public_number"] = ""


def waiting(file):
    file["result"]["waiting"].reverse()


def companions(file):
    found = file["result"]["companions"]
    found[next(number for number, granted in found.items() if not granted)] = 1


def step(file):
    file["result"]["picks"][0]["step"] = "open"


def unpromised(file):
    file["rules_hash"] = None


TAMPERED = [
    one_place, seed, seed_and_its_hash, the_list, somebody_less, quota, places, public_number, no_public_number, waiting,
    companions, step, unpromised,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERED)
def test_what_was_tampered_with_is_noticed_by_script_and_replay(tmp_path, file, tamper):
    changed = copy.deepcopy(file)
    tamper(changed)
    done = run(saved(tmp_path, changed))
    assert done.returncode == 1 and done.stdout.splitlines()[-1] == "结果不一致", tamper
    assert differences(changed) and not differences(file)


def test_a_difference_says_what_and_where(file):
    changed = copy.deepcopy(file)
    one_place(changed)
    (found,) = differences(changed)
    last, other = file["result"]["picks"][-1], file["result"]["waiting"][0]
    place = len(file["result"]["picks"])
    rest = f"{last['batch']} {last['step']}"
    assert found == f"得到名额的人：第 {place} 个不一样：重算是 {last['number']} {rest}，文件里是 {other} {rest}。"
    changed["result"]["picks"].pop()
    assert differences(changed)[0].endswith("文件里是 没有。")


@pytest.mark.parametrize("broken", [[], None, 3, {}, {"seed": "zz"}, {"list": [{}]}])
def test_what_is_no_such_file_is_one_failed_check(broken):
    assert differences(broken) == ["文件：文件不完整，或者不是公布的抽签文件，没有办法核对。"]


def test_every_part_taken_out_or_of_another_kind_is_noticed(file):
    for name in ("seed", "list", "rules", "result", "seed_hash", "list_hash", "rules_hash", "public_number"):
        for wrong in ({}, [], None, 7, "zz", [{"number": 1}]):
            assert differences(file | {name: wrong}), (name, wrong)
        assert differences({key: value for key, value in file.items() if key != name}), name
    assert differences(file | {"public_source": ""})


def test_rules_and_list_survive_the_file(file):
    plan, applicants = programme(Random(11))
    assert rules_of(plan_of(rules_of(plan))) == rules_of(plan)
    assert [entry_of(applicant_of(entry_of(a))) for a in applicants] == [entry_of(a) for a in applicants]
    assert not any(word in json.dumps(file["list"]) for word in ("name", "staff"))


# ---- the command


@pytest.fixture
def verify(app):
    return lambda what: app.test_cli_runner().invoke(args=["retreats", "verify", str(what)])


@write
def draw(programme_id=7):
    """A whole draw in the database, as the office makes it."""
    plan, applicants = programme(Random(5))
    about = ("retreat_programme", programme_id)
    draws.commit(*about, OFFICE)
    draws.freeze(*about, [entry_of(a) for a in [*applicants, person("B001")]], OFFICE, rules=rules_of(plan))
    row = draws.reveal(*about, OFFICE)
    frozen, everybody = plan_of(row.rules), [applicant_of(entry) for entry in row.entries]
    outcome = allocate(frozen, everybody, lambda number: key_of(row.seed, "", number))
    draws.publish(*about, document({"title": "2026年疗休养"}, frozen, everybody, row, outcome), OFFICE)


def test_the_command_replays_a_programme(inside, verify):
    inside(draw)
    done = verify(7)
    assert done.exit_code == 0 and done.output.splitlines()[-1] == "结果一致"
    assert "种子的指纹" in done.output and "不一致" not in done.output


def test_the_command_replays_a_file(tmp_path, verify, file):
    assert verify(saved(tmp_path, file)).exit_code == 0
    one_place(changed := copy.deepcopy(file))
    done = verify(saved(tmp_path, changed))
    assert done.exit_code == 1 and done.output.splitlines()[-1] == "结果不一致" and "不一致 得到名额的人" in done.output


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"[]"])
def test_the_command_fails_on_what_is_no_such_file(tmp_path, verify, content):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    done = verify(path)
    assert done.exit_code == 1 and "Traceback" not in done.output and isinstance(done.exception, SystemExit)


def test_the_command_fails_on_what_is_not_there(tmp_path, verify):
    assert "no published draw" in verify(99).output and verify(99).exit_code == 1
    assert verify(tmp_path / "nothing.json").exit_code == 1


def test_the_command_notices_a_file_exchanged_in_the_database(inside, verify):
    """A file that agrees with itself, but is not the one whose fingerprints were promised."""
    inside(draw)
    other = json.dumps(published(*programme(Random(6)), sha256_of("another")))

    @write
    def exchange():
        row = draws.draw_of("retreat_programme", 7)
        row.document, row.document_hash = other, sha256_of(other)
        db.session.flush()

    inside(exchange)
    done = verify(7)
    assert done.exit_code == 1 and "not the one that was published" in done.output


def test_each_check_can_be_shown(file):
    shown = checks(file)
    assert [check.what for check in shown] == [
        "种子的指纹", "名单的指纹", "规则的指纹", "公共号码", "顺序", "得到名额的人", "候补顺序", "同行人",
    ]  # fmt: skip
    assert all(check.agrees and check.detail for check in shown)
    assert keys(SEED, "03 07 12")("A001") == key_of(SEED, "03 07 12", "A001")
