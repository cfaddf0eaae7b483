"""Warehouses to measure in: as many orders as it takes, all in stock, and people who can pick them."""

import contextlib
import csv
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.client import Caller
from tests.served import Served, served

PIN = "471147"
PEOPLE, SKUS, LINES, UNITS = 64, 600, 12, 3
SCANS = 1 + LINES * (1 + UNITS) + 1  # of a task: its tote, at each line the bin and each unit, the lane
COUNTRIES = ("GB", "DE", "FR")


@contextlib.contextmanager
def serve(home: Path, orders: int, database_url: str = "", redis_url: str = "") -> Iterator[Served]:
    """A server that is up, with so many orders of 12 lines ready to be picked by PICK-1 … PICK-64."""
    with served(home / "home", database_url, redis_url) as server:
        write_files(home / "files", orders)
        server.command("load", home / "files")
        server.start()
        yield server


def write_people(folder: Path) -> None:
    people = [(f"PICK-{n}", PIN, f"Picker {n}", "picker", "en") for n in range(1, PEOPLE + 1)]
    people.append(("BOSS-1", PIN, "Boss", "supervisor", "en"))
    write(folder / "people.csv", "badge,pin,name,roles,language", people)


def write_files(folder: Path, orders: int) -> None:
    folder.mkdir()
    write_people(folder)
    cartons = [("BOX", "Box", 520, 380, 300, 22000, 480)]
    write(
        folder / "cartons.csv",
        "code,name,inner_length_mm,inner_width_mm,inner_height_mm,max_weight_g,tare_g",
        cartons,
    )
    skus = [(f"S{n}", f"THING NUMBER {n}", ean13(n), 100, 90, 60, 40, "", "none", "") for n in range(SKUS)]
    columns = "sku,name,barcodes,weight_g,length_mm,width_mm,height_mm,handling,track,shelf_life_days"
    write(folder / "skus.csv", columns, skus)
    bins = [
        (bin_code(n), "bin", "A", 1 + n // 60, 1 + n % 60, "A", f"{n % 100:02}", n // 60 * 4, n % 60)
        for n in range(SKUS)
    ]
    lanes = [("PACK-1", "station", "", "", "", "", "", 0, 0), ("DOCK-1", "dock", "", "", "", "", "", 0, 0)]
    write(folder / "locations.csv", "code,kind,zone,aisle,bay,level,check,x_m,y_m", bins + lanes)
    write(
        folder / "stock.csv",
        "location,sku,lot,expiry,quantity",
        [(bin_code(n), f"S{n}", "", "", 1_000_000) for n in range(SKUS)],
    )
    columns = "channel,number,paid,name,street,city,postcode,country,service,sku,quantity,unit_price"
    write(folder / "orders.csv", columns, order_rows(orders))


def order_rows(orders: int) -> Iterator[tuple[object, ...]]:
    for number in range(orders):
        country = COUNTRIES[number % len(COUNTRIES)]
        for line in range(LINES):
            sku = f"S{(number * 7 + line * 47) % SKUS}"
            yield (
                "shop",
                f"B{number}",
                "yes",
                "Ada Byron",
                "1 High Street",
                "London",
                "N1",
                country,
                "standard",
                sku,
                UNITS,
                "2.50",
            )


def write(path: Path, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(itertools.chain([columns.split(",")], rows))


def bin_code(number: int) -> str:
    return f"{1 + number // 60:02}-{1 + number % 60:02}-A"


def ean13(number: int) -> str:
    body = f"20{number:010}"
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return f"{body}{-weighed % 10}"


def boss(server: Served) -> Caller:
    """A supervisor who is signed in."""
    caller = Caller(server.url)
    caller.token = caller.post("/login", {"badge": "BOSS-1", "pin": PIN, "device": "desk"})["token"]
    return caller
