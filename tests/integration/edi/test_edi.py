"""A depositor's 940 becomes an order, and a 945 once the floor has shipped it; what is not clear is held or told."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.dispatch import handover
from floor.integration import messages
from floor.integration.edi.interchange import opened
from floor.integration.edi.shipping_advice import advice_of
from floor.integration.edi.shipping_order import order_of
from floor.invariants import findings
from floor.planning import waves
from models import ChannelMessage, Order, Refused
from tests.packing.steps import follow

LINES = ("W01*3*EA**VN*MUG~G69*THE MUG", "W01*1*EA**UP*4006381333931*VN*LAMP")


def order(*lines, control="0001", status="N", number="D-77", more=()):
    """One 940 between ST and SE."""
    segments = [
        f"ST*940*{control}", f"W05*{status}*{number}*PO-9", "N1*DE*Depositor Inc*91*D1", "N3*9 Elsewhere St",
        "N1*ST*Ada Byron*91*S1", "N2*Analytics Ltd", "N3*1 High Street*Floor 2", "N4*London**N1 1AA*GB",
        "PER*CN*Ada*TE*02079460123*EM*ada@shop.example", "G62*10*20260504", "NTE*DEL*Ring twice", *more,
        *(f"LX*{at}~{line}" for at, line in enumerate(lines, start=1)), "W76*4",
    ]  # fmt: skip
    body = "~".join(segments)
    return f"{body}~SE*{body.count('~') + 2}*{control}"


def interchange(*sets, number="000000001"):
    isa = f"ISA*00*{' ' * 10}*00*{' ' * 10}*ZZ*{'DEPOSITOR':15}*ZZ*{'WAREHOUSE':15}*260504*1200*U*00401*{number}*0*P*>"
    group = "GS*OW*DEPOSITOR*WAREHOUSE*20260504*1200*7*X*004010"
    return "~\r\n".join((isa, group, *sets, f"GE*{len(sets)}*7", f"IEA*1*{number}", "")).encode()


def read(*lines, **how):
    [document] = opened(interchange(order(*lines, **how)))
    return order_of(document, ZoneInfo("Europe/London"))


def test_a_940_says_what_to_ship_where_and_when():
    wanted, raw, doubts, remarks = read(*LINES, more=["N9*ZZ*1", "W66*M*M***EXPRESS"])
    assert (wanted, doubts) == ("ship", [])
    assert raw == {
        "number": "D-77", "paid": True, "service": "EXPRESS", "due": "2026-05-04T23:59:00+01:00",
        "note": "PO PO-9\nRing twice",
        "ship_to": {
            "name": "Ada Byron", "company": "Analytics Ltd", "street": "1 High Street", "street2": "Floor 2",
            "street3": "", "district": "", "city": "London", "state": "", "postcode": "N1 1AA", "country": "GB",
            "phone": "02079460123", "email": "ada@shop.example",
        },
        "lines": [{"sku": "MUG", "quantity": "3"}, {"sku": "LAMP", "quantity": "1"}],
    }  # fmt: skip
    assert remarks[0].params == {"segments": ["N9"]}


def test_what_a_940_leaves_open_is_held_and_what_it_cannot_mean_is_refused():
    _wanted, _raw, doubts, _remarks = read("W01*2*CA**VN*MUG")
    assert [(each.code, each.field) for each in doubts] == [("edi.not_pieces", "lines[0].quantity")]
    assert read(status="F")[0] == "cancel"
    for how, code in (({"status": "X"}, "edi.other_status"), ({"number": ""}, "edi.missing_segment")):
        with pytest.raises(Refused) as no:
            read(*LINES, **how)
        assert (no.value.code, no.value.params["at"]) == (code, 4)


@pytest.mark.parametrize("wrong", [
    b"", b"hello", interchange(order(*LINES)).replace(b"D-77", b"D-\0"),
    b"\xff\xfe\0", interchange(order(*LINES))[:-40],
    interchange(order(*LINES)).replace(b"SE*", b"SE*9"), interchange(order(*LINES)).replace(b"GE*1", b"GE*2"),
    interchange(order(*LINES)).replace(b"IEA*1*000000001", b"IEA*1*000000002"),
])  # fmt: skip
def test_what_is_no_whole_interchange_is_refused(wrong):
    with pytest.raises(Refused) as no:
        opened(wrong)
    assert no.value.code == "edi.broken"


def take(writer, content):
    """Keeps all of an interchange and reads it; answers how many of it are new, and what became of each that is."""
    new = sum(
        writer.perform(SYSTEM, messages.keep, "depositor", "x12", each.delivery, each.kind, each.content)
        for each in opened(content)
    )
    reader = messages.TakeMessages(writer)
    reader.round()
    reader.stop()
    with writer.database.reading() as session:
        became = session.scalars(select(ChannelMessage).order_by(ChannelMessage.id.desc()).limit(new)).all()
        return [(each.status, [reason["code"] for reason in each.reasons]) for each in reversed(became)]


def shipped(hands):
    picker, packer, dispatcher = hands("picker"), hands("packer"), hands("dispatcher")
    hands("supervisor").do(waves.plan_wave, None)
    picker.take("pick")
    while picker.work.steps:
        step = picker.work.steps[0]
        assert picker.scan(
            step.codes[0] if step.codes else "TOTE-1", step.quantity if step.kind == "sku" else 1
        ).accepted
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    dispatcher.open("load", carrier="POST", dock="DOCK-1")
    while dispatcher.work.steps[0].kind != "close":
        assert dispatcher.scan(dispatcher.work.steps[0].codes[0]).accepted
    assert dispatcher.scan("CMD-CLOSE").accepted
    dispatcher.do(handover.hand_over, dispatcher.work.id, "Jo", "AB12 CDE", "M1 1 L9 9")


def test_a_940_becomes_a_945_after_the_floor_has_shipped_it(writer, hands):
    assert take(writer, interchange(order(*LINES))) == [("taken", [])]
    assert take(writer, interchange(order(*LINES))) == []  # the same control numbers
    again = interchange(order(*LINES, status="T"), number="000000002")
    assert take(writer, again) == [("taken", ["order.duplicate"])]
    with writer.database.reading() as session:
        [made] = session.scalars(select(Order)).all()
        with pytest.raises(Refused) as no:
            advice_of(session, made.id)
        assert no.value.code == "edi.not_shipped"
    shipped(hands)
    with writer.database.reading() as session:
        content = advice_of(session, made.id)
        assert advice_of(session, made.id) == content
        assert findings(session) == []
    [document] = opened(content)
    assert (document.kind, document.functional) == ("945", "SW")
    assert document.parties == ("ZZ", "WAREHOUSE", "ZZ", "DEPOSITOR")
    said = {
        tag: [each for each in document.segments if each.tag == tag] for tag in ("W06", "MAN", "W12", "W03")
    }
    assert (said["W06"][0][2], said["W06"][0][6]) == ("D-77", "PO-9")
    assert len(said["MAN"][0][2].removeprefix("00")) == 18
    assert sorted((each[1], each[3], each[8]) for each in said["W12"]) == [
        ("CC", "1", "LAMP"),
        ("CC", "3", "MUG"),
    ]
    assert said["W03"][0][1] == "4"


def test_a_940_cancels_what_came_by_one(writer, there):
    came = interchange(order(*LINES), order(*LINES, control="0002", number="D-78"))
    assert take(writer, came) == [("taken", []), ("taken", [])]
    ends = interchange(
        order(*LINES, status="F"), order(*LINES, status="D", control="0002", number="D-1"),
        order(*LINES, control="0003", number="D-79").replace("ST*940", "ST*850"), number="000000002",
    )  # fmt: skip
    assert take(writer, ends) == [
        ("taken", []), ("failed", ["edi.cancels_nothing"]), ("failed", ["edi.other_document"]),
    ]  # fmt: skip
    with writer.database.reading() as session:
        states = dict(session.execute(select(Order.number, Order.status)).all())
    assert states == {"D-77": "cancelled", "D-78": "ready"}
