"""XLSX files as small as they can be, for tests: no library that only they would need."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
FORMATS = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'  # 22 is a date with a time
STYLES = f'{HEAD}<styleSheet xmlns="{MAIN}">{FORMATS}</styleSheet>'


def column(at: int) -> str:
    """A for 0, AA for 26."""
    return (column(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def xlsx(
    rows: Iterable[Sequence[object]], merged: Sequence[str] = (), *, since_1904: bool = False, more: str = ""
) -> bytes:
    """A workbook with one sheet; texts stand in it as texts, numbers as numbers, and a text that begins with = as a
    formula without a value. `more`: rows as they stand in the XML."""
    epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    lines = "".join(
        f'<row r="{at}">{"".join(_cell(f"{column(place)}{at}", value, epoch) for place, value in enumerate(row))}</row>'
        for at, row in enumerate(rows, start=1)
    )
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return packed(f"<sheetData>{lines}{more}</sheetData>{merges}", since_1904=since_1904)


def packed(sheet: str, *, since_1904: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("_rels/.rels", _related("rId1", "officeDocument", "xl/workbook.xml"))
        file.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(since_1904)}"/>'
            '<sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels", _related("rId1", "worksheet", "worksheets/sheet1.xml", "styles")
        )
        file.writestr("xl/styles.xml", STYLES)
        file.writestr("xl/worksheets/sheet1.xml", f'{HEAD}<worksheet xmlns="{MAIN}">{sheet}</worksheet>')
    return out.getvalue()


def _related(key: str, kind: str, target: str, *others: str) -> str:
    more = "".join(
        f'<Relationship Id="{each}" Type="{OFFICE}/{each}" Target="{each}.xml"/>' for each in others
    )
    one = f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'{HEAD}<Relationships xmlns="{RELS}">{one}{more}</Relationships>'


def _cell(place: str, value: object, epoch: datetime) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return f'<c r="{place}" s="1"><v>{(moment - epoch).total_seconds() / 86400}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    if str(value).startswith("="):
        return f'<c r="{place}"><f>{escape(str(value)[1:])}</f></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
