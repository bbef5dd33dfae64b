"""A room full of people as Zoom reports them: made up from a seed, messy in the ways rooms are.

Everybody came by their personal link, which the door saw; what their device sends as a name is another matter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

GIVEN = (
    "Siti", "Budi", "Agus", "Dewi", "Ani", "Rudi", "Sri", "Eko", "Wahyu", "Nur", "Ratna", "Joko", "Tri", "Indah",
    "Hendra", "Yanti", "Fitri", "Dian", "Bambang", "Lina", "Maria", "José", "Domingos", "Filomena", "Abílio", "Rosa",
    "Ahmad", "Yusuf", "Maya", "Putri", "Rizky", "Andi", "Wulan", "Surya", "Gunawan",
)  # fmt: skip
FAMILY = (
    "Aminah", "Santoso", "Wibowo", "Lestari", "Kusuma", "Hidayat", "Nasution", "Siregar", "Simanjuntak", "Pratama",
    "Saputra", "Rahman", "Sari", "Utami", "Wijaya", "Handayani", "Susanto", "da", "Silva", "Soares", "Ximenes",
    "Gusmão", "Panjaitan", "Hutapea", "Setiawan", "Firmansyah", "Anggraini", "Purnomo", "Suryani", "Maulana",
)  # fmt: skip
UNIONS = ("KSPI", "SPSI", "KSBSI", "FSPMI", "Sarbumusi", "PUK PT Maju")
DEGREES = (", S.H.", ", SE, M.M.", " S.Sos", ", S.Pd.")
DEVICES = ("iPhone", "Galaxy A12", "Redmi Note 9", "OPPO A15", "vivo 1904")
MINUTE = timedelta(minutes=1)


@dataclass
class Guest:
    """Somebody who is registered, and what the room and the door saw of them."""

    name: str
    email: str
    clicks: list[datetime] = field(default_factory=list)
    rows: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)


def a_messy_room(seed: int, count: int, starts_at: datetime) -> list[Guest]:
    """So many people who came; every row has a shown name, an address or none, from, to."""
    random = Random(seed)
    guests = [Guest(name, f"guest{number}@union.example") for number, name in enumerate(_names(random, count))]
    for guest in guests:
        shown = _shown(random, guest.name)
        address = guest.email if random.random() < 0.45 else ""
        at = starts_at + random.uniform(-25, 12) * MINUTE
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            guest.clicks.append(at)
            joined = at + timedelta(seconds=random.randint(4, 100))
            left = joined + random.uniform(8, 95) * MINUTE
            guest.rows.append((shown, address, joined.replace(microsecond=0), left.replace(microsecond=0)))
            at = left + timedelta(seconds=random.randint(20, 400))
    return guests


def as_zoom(guests: list[Guest], local: Callable[[datetime], datetime], strangers: int = 0) -> bytes:
    """The report, in the order of coming, with some people whom nobody registered."""
    rows = [row for guest in guests for row in guest.rows]
    first = min(row[2] for row in rows)
    rows += [(f"Tamu {number}", "", first + number * MINUTE, first + 60 * MINUTE) for number in range(strangers)]
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room"]
    for shown, address, joined, left in sorted(rows, key=lambda row: row[2]):
        times = ",".join(f"{local(at):%m/%d/%Y %I:%M:%S %p}" for at in (joined, left))
        lines.append(f'"{shown}",{address},{times},{int((left - joined) / MINUTE)},Yes,No')
    return "\n".join(lines).encode()


def _names(random: Random, count: int) -> list[str]:
    """One or two words; some names are borne by several people, as they are."""
    return [
        random.choice(GIVEN) if random.random() < 0.04 else f"{random.choice(GIVEN)} {random.choice(FAMILY)}"
        if random.random() < 0.6 else f"{random.choice(GIVEN)} {random.choice(GIVEN)} {random.choice(FAMILY)}"
        for _ in range(count)
    ]


def _shown(random: Random, name: str) -> str:
    """In the proportions of a usual afternoon."""
    return random.choices(
        (name, f"{name}_{random.choice(UNIONS)}", f"{random.choice(UNIONS)} - {name}", name.upper(),
         name + random.choice(DEGREES), f"{name.partition(' ')[0]}'s iPhone", f"{name} ({random.choice(DEVICES)})",
         _slipped(random, name), random.choice(DEVICES)),
        (38, 18, 6, 6, 8, 4, 6, 9, 5),
    )[0]  # fmt: skip


def _slipped(random: Random, name: str) -> str:
    """Two letters next to each other changed places, or one is missing."""
    at = random.randrange(1, max(2, len(name) - 1))
    return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :] if random.random() < 0.5 else (
        name[:at] + name[at + 1 :])  # fmt: skip
