"""A supplier's 856 or DESADV becomes a delivery that is expected; what nobody can know of it is told, not guessed."""

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.integration import messages
from floor.integration.edi import despatch_advice, edifact, ship_notice
from floor.integration.edi.interchange import opened
from models import ChannelMessage, GoodsReceipt, Refused, Sku
from scanners.gs1 import sscc
from tests.build import GTIN, MUG_CASE
from tests.integration.edi.test_edi import interchange

PALLET, CASE = sscc("4012345", 3, 17), sscc("4012345", 3, 18)
MILK = ("LIN**SK*MILK*LT*M9", "SN1**5*EA", "DTM*036*20300131")
MUGS = (f"LIN**UK*{MUG_CASE}", "SN1**2*CA", "PO4*12")


def notice(*segments, purpose="00", number="ASN-7"):
    """One 856 between ST and SE."""
    body = "~".join((
        "ST*856*0001", f"BSN*{purpose}*{number}*20260504*1200*0001", "HL*1**S", "N1*SF*ACME Ltd", *segments,
    ))  # fmt: skip
    return f"{body}~SE*{body.count('~') + 2}*0001"


PACKED = ("HL*2*1*T", f"MAN*GM*00{PALLET}", "HL*3*2*I", *MUGS, "HL*4*1*I", *MILK)


def despatch(*segments, function="9", number="DES-7", reference="R1"):
    """A whole interchange with one DESADV."""
    body = [
        "UNH+1+DESADV:D:01B:UN:EAN007", f"BGM+351+{number}+{function}", "DTM+137:20260504:102",
        "NAD+SU+5412345000013::9++ACME?+Sons", *segments,
    ]  # fmt: skip
    return "'\n".join((
        "UNA:+.? ", f"UNB+UNOC:3+SUPPLIER:14+WAREHOUSE:14+260504:1200+{reference}", *body,
        f"UNT+{len(body) + 1}+1", f"UNZ+1+{reference}", "",
    )).encode()  # fmt: skip


ON_PALLET = (
    "CPS+1", "CPS+2+1", "PAC+1++201", "PCI+33E", f"GIN+BJ+{PALLET}", f"LIN+1++{MUG_CASE}:SRV", "QTY+12:2",
    "CPS+3+1", "LIN+2++" + GTIN["MILK"] + ":SRV", "PIA+1+MILK:SA", "QTY+12:5.0:PCE", "PCI+36E",
    "DTM+361:20300131:102", "GIN+BX+M9",
)  # fmt: skip


@pytest.fixture
def take(writer, there):
    """take(interchange): what became of each of its documents."""

    def take(content, standard="x12"):
        documents = edifact.opened(content) if standard == "edifact" else opened(content)
        for each in documents:
            writer.perform(SYSTEM, messages.keep, "acme", standard, each.delivery, each.kind, each.content)
        reader = messages.TakeMessages(writer)
        reader.round()
        reader.stop()
        with writer.database.reading() as session:
            newest = select(ChannelMessage).order_by(ChannelMessage.id.desc()).limit(len(documents))
            return [
                (each.status, [(why["code"], why["field"]) for why in each.reasons])
                for each in reversed(session.scalars(newest).all())
            ]

    return take


def expected(database):
    with database.reading() as session:
        return {
            (receipt.supplier, receipt.delivery): [
                (line.sku.code, line.expected, line.lot, str(line.expiry or ""), line.sscc)
                for line in receipt.lines
            ]
            for receipt in session.scalars(select(GoodsReceipt))
        }


WHOLE = [("MUG", 24, "", "", PALLET), ("MILK", 5, "M9", "2030-01-31", "")]


def test_an_856_says_which_goods_come_in_which_pallet(take, database):
    assert take(interchange(notice(*PACKED))) == [("taken", [])]
    assert expected(database) == {("ACME Ltd", "ASN-7"): WHOLE}
    assert take(interchange(notice(*PACKED), number="000000002")) == [("taken", [("receipt.duplicate", "")])]
    other = notice(*PACKED).replace("SN1**5", "SN1**6")
    assert take(interchange(other, number="000000003")) == [("taken", [("receipt.changed", "")])]
    assert expected(database) == {("ACME Ltd", "ASN-7"): WHOLE}  # until a supervisor decides
    assert take(interchange(notice(*PACKED, purpose="01"), number="000000004")) == [
        ("failed", [("edi.delivery_cancelled", "")])
    ]


def test_a_desadv_says_the_same(take, database):
    assert take(despatch(*ON_PALLET), "edifact") == [("taken", [])]
    assert expected(database) == {("ACME+Sons", "DES-7"): WHOLE}
    again = despatch(*ON_PALLET, function="7", reference="R2")
    assert take(again, "edifact") == [("taken", [("receipt.duplicate", "")])]
    ended = despatch(*ON_PALLET, function="1", reference="R3")
    assert take(ended, "edifact") == [("failed", [("edi.delivery_cancelled", "")])]


@pytest.mark.parametrize(
    ("segments", "why"),
    [
        (("LIN**SK*MUG", "SN1**2*CA"), ("edi.not_pieces", "lines[0].quantity")),
        (("LIN**SK*MUG", "SN1**2*PL"), ("edi.not_pieces", "lines[0].quantity")),
        ((f"LIN**UK*{MUG_CASE}", "SN1**2*CA", "PO4*10"), ("edi.not_pieces", "lines[0].quantity")),
        ((f"LIN**UK*{MUG_CASE}", "SN1**2*EA"), ("edi.not_pieces", "lines[0].quantity")),
        (("LIN**SK*MUG", "SN1**0*EA"), ("receipt.bad_quantity", "lines[0].quantity")),
        (("LIN**SK*MUG", "SN1**1.5*EA"), ("receipt.bad_quantity", "lines[0].quantity")),
        (("LIN**SK*MUG", "SN1**NaN*EA"), ("receipt.bad_quantity", "lines[0].quantity")),
        (("LIN**SK*NEVER", "SN1**1*EA"), ("order.unknown_sku", "lines[0].sku")),
        ((f"LIN**SK*LAMP*UP*{GTIN['MUG']}", "SN1**1*EA"), ("edi.several_goods", "lines[0].sku")),
        (("LIN**SK*MILK*LT*A", "REF*LT*B", "SN1**1*EA"), ("edi.several_lots", "lines[0].lot")),
        (("LIN**SK*MILK*LT*A", "SN1**1*EA", "DTM*036*20300231"), ("receipt.bad_expiry", "lines[0].expiry")),
        (("MAN*GM*123", "LIN**SK*MUG", "SN1**1*EA"), ("receipt.bad_sscc", "lines[0].sscc")),
        ((), ("receipt.bad_lines", "lines")),
    ],
)
def test_what_an_856_leaves_open_is_named_and_nothing_is_expected(take, database, segments, why):
    assert take(interchange(notice("HL*2*1*I", *segments))) == [("failed", [why])]
    assert expected(database) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_goods_of_which_nobody_says_in_which_of_two_pallets_they_are_come_without(take, database):
    both = ("HL*2*1*T", f"MAN*GM*00{PALLET}", f"MAN*GM*{CASE}", "HL*3*2*I", *MUGS)
    assert take(interchange(notice(*both))) == [("taken", [("edi.several_ssccs", "")])]
    two = ("CPS+1", f"GIN+BJ+{PALLET}+{CASE}", "LIN+1++" + MUG_CASE + ":SRV", "QTY+12:2")
    assert take(despatch(*two), "edifact") == [("taken", [("edi.several_ssccs", "")])]
    assert {line[4] for lines in expected(database).values() for line in lines} == {""}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_notice_that_failed_is_read_again_once_the_catalogue_knows_its_goods(take, database, writer, there):
    assert take(interchange(notice("HL*2*1*I", "LIN**SK*CUP", "SN1**3*EA")))[0][0] == "failed"
    with database.writing() as session:
        session.add(Sku(code="CUP", name="Cup"))
        session.commit()
    with database.reading() as session:
        failed = session.scalars(select(ChannelMessage.id)).one()
    writer.perform(SYSTEM, messages.read_again, failed)
    reader = messages.TakeMessages(writer)
    reader.round()
    reader.stop()
    assert expected(database) == {("ACME Ltd", "ASN-7"): [("CUP", 3, "", "", "")]}


def test_packs_below_their_goods_and_levels_in_a_circle_are_read():
    [document] = opened(
        interchange(notice("HL*2*1*I", *MUGS, "HL*3*2*P", f"MAN*AA*{CASE}", "HL*4*5*I", *MILK, "HL*5*4*T"))
    )
    assert [item.sscc for item in ship_notice.notice_of(document).items] == [CASE, ""]


GOOD = despatch(*ON_PALLET)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (b"UNB", "edi.broken"), (b"UNA", "edi.broken"), (b"UNA:+.? 'UNB+UNOC:3'UNZ+1+1'", "edi.broken"),
        (GOOD.replace(b"SUPPLIER", b"SUPP\0LIER"), "edi.broken"),
        (b"UNA''''''UNB'", "edi.broken"), (GOOD[:-20], "edi.broken"), (GOOD.replace(b"UNZ+1", b"UNZ+2"), "edi.counts"),
        (GOOD.replace(b"UNZ+1+R1", b"UNZ+1+R2"), "edi.counts"), (GOOD.replace(b"UNT+19", b"UNT+18"), "edi.counts"),
        (GOOD.replace(b"UNT+19+1'", b""), "edi.counts"), (GOOD.replace(b"CPS+1'", b"cps+1'"), "edi.counts"),
        (b"UNB+UNOC:3+A+B+260504:1200+1'UNZ+0+1'", "edi.counts"),
        (b"UNB+UNOC:3+A+B+260504:1200+1'UNG+1'UNE+0+1'UNZ+1+1'", "edi.counts"),
    ],
)  # fmt: skip
def test_what_is_no_whole_edifact_interchange_is_refused(wrong, code):
    with pytest.raises(Refused) as no:
        edifact.opened(wrong)
    assert no.value.code == code


def test_edifact_is_read_in_its_own_signs_and_letters():
    plain = GOOD.decode().replace("ACME?+Sons", "Söhne & Co")
    [first] = edifact.opened(plain.encode("latin-1"))
    other = plain.replace("UNA:+.? '", "").translate(str.maketrans(":+'", "\x1f\x1d\x1c"))
    [second] = edifact.opened(b"UNA\x1f\x1d.  \x1c" + other.encode())
    assert [each.segments[2][4] for each in (first, second)] == ["Söhne & Co"] * 2
    [alone] = edifact.opened(first.content)
    assert (alone.segments[2][4], alone.delivery) == ("Söhne & Co", first.delivery)
    assert despatch_advice.notice_of(alone).number == "DES-7"
