"""One receipt for one scan: replays, twins, lists and what cannot be judged; on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from floor.planning import waves
from floor.work import assignment
from floor.work.scans import ScanIn, judge_scan, judge_scans
from models import Alert, Move, Outbox, Receipt, Refused
from tests import build

MUG = build.GTIN["MUG"]


@pytest.fixture
def picker(hands, ready):
    hands("supervisor").do(waves.plan_wave, [ready({"MUG": 50})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "41")
    return picker


def picked(database):
    with database.reading() as session:
        return session.scalar(select(func.coalesce(func.sum(Move.quantity), 0)).where(Move.why == "pick"))


def test_the_same_id_again_changes_nothing(picker, database):
    first, again = picker.scan(MUG, id="one"), picker.scan(MUG, id="one")
    assert (again.code, again.params, again.replayed) == (first.code, first.params, True)
    assert again.work.version == first.work.version
    assert picked(database) == 1


def test_a_refused_id_stays_refused(picker, database):
    assert picker.scan("LOC-BIN-2", id="no").code == "pick.wrong_sku"
    again = picker.scan("LOC-BIN-2", id="no")
    assert (again.accepted, again.code, again.replayed) == (False, "pick.wrong_sku", True)


def test_an_id_names_one_scan_on_the_whole_server(picker):
    picker.scan(MUG, id="one")
    for scan, quantity in ((MUG, 2), ("SKU-MUG", 1)):
        with pytest.raises(Refused, match=r"scan\.id_reused"):
            picker.scan(scan, quantity, id="one")


def test_racing_twins_count_once(picker, database):
    with ThreadPoolExecutor(8) as pool:
        sent = ScanIn("twin", MUG)
        judge = lambda _: judge_scan(picker.writer, picker.actor, picker.work.id, sent)  # noqa: E731
        answers = list(pool.map(judge, range(8)))
    assert [answer.code for answer in answers] == ["pick.sku_ok"] * 8
    assert sum(not answer.replayed for answer in answers) == 1
    assert picked(database) == 1


def test_a_list_stops_at_the_first_refusal_and_keeps_the_rest(picker, database):
    scans = [ScanIn(f"s{at}", text) for at, text in enumerate([MUG, "LOC-BIN-2", MUG, MUG])]
    answers = judge_scans(picker.writer, picker.actor, picker.work.id, scans)
    assert [a.code for a in answers] == [
        "pick.sku_ok",
        "pick.wrong_sku",
        "scan.not_judged",
        "scan.not_judged",
    ]
    with database.reading() as session:
        assert set(session.scalars(select(Receipt.id).where(Receipt.id.like("s_")))) == {"s0", "s1"}
    rest = judge_scans(picker.writer, picker.actor, picker.work.id, scans[2:])
    assert [a.code for a in rest] == ["pick.sku_ok", "pick.sku_ok"]


def test_a_replayed_refusal_stops_a_list_too(picker):
    scans = [ScanIn("bad", "LOC-BIN-2"), ScanIn("good", MUG)]
    for _ in range(2):
        answers = judge_scans(picker.writer, picker.actor, picker.work.id, scans)
        assert [a.code for a in answers] == ["pick.wrong_sku", "scan.not_judged"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (ScanIn("x", "A" * 257), "scan.too_long"),
        (ScanIn("x", "A\x07B"), "scan.unreadable"),
        (ScanIn("x", MUG, quantity=0), "scan.bad_quantity"),
        (ScanIn("x", MUG, quantity=10**12), "scan.bad_quantity"),
        (ScanIn("", MUG), "scan.bad_id"),
    ],
)
def test_what_cannot_be_judged_leaves_its_id_unused(picker, database, sent, code):
    with pytest.raises(Refused) as refused:
        judge_scan(picker.writer, picker.actor, picker.work.id, sent)
    assert refused.value.code == code
    in_list = judge_scans(picker.writer, picker.actor, picker.work.id, [sent, ScanIn("y", MUG)])
    assert [answer.code for answer in in_list] == [code, "scan.not_judged"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Receipt.id == sent.id)) == 0


def test_finished_work_is_closed_but_its_old_answers_stay(picker):
    picker.scan(MUG, 50, id="last unit")
    picker.scan("LOC-PACK-1")
    assert picker.scan(MUG).code == "work.closed"
    assert picker.scan(MUG, 50, id="last unit").code == "pick.line_done"


def test_help_calls_the_supervisor(picker, database):
    assert picker.scan("CMD-HELP").code == "work.help_called"
    with database.reading() as session:
        alert = session.scalars(select(Alert)).one()
        assert (alert.code, alert.params["person"]) == ("alert.help", "Picker")


def test_each_judged_scan_tells_who_watches(picker, database):
    picker.scan(MUG)
    with database.reading() as session:
        topics = session.scalars(select(Outbox.topics).order_by(Outbox.id.desc())).first()
    assert topics == ["board", "wave:1", f"work:{picker.work.id}"]


def test_nobody_scans_into_work_that_does_not_exist(picker):
    with pytest.raises(Refused, match=r"work\.not_found"):
        judge_scan(picker.writer, picker.actor, 9999, ScanIn("x", MUG))


def test_work_in_other_hands_cannot_be_opened(picker, hands):
    with pytest.raises(Refused, match=r"work\.taken"):
        hands("supervisor").open("pick", scan=picker.work.number)
    assert hands("picker").open("pick", scan=picker.work.number).id == picker.work.id


def test_roles_decide_which_kinds_one_may_do(hands):
    with pytest.raises(Refused, match=r"work\.role"):
        hands("packer").take("pick")
    with pytest.raises(Refused, match=r"work\.unknown_kind"):
        hands("packer").take("dance")


def test_resume_gives_unfinished_work_to_the_new_device(picker, hands):
    assert hands("picker", "new").do(assignment.resume).id == picker.work.id
    assert hands("packer").do(assignment.resume) is None
