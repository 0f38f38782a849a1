"""A made-up archive for tests: Vietnamese sentences put together at random from a small vocabulary, by seed."""

from __future__ import annotations

import random
import unicodedata
from datetime import datetime, timedelta

from index.document import VIETNAM, Document

WORDS = (
    "chi bộ đảng viên tỉnh ủy huyện xã ấp khóm phường hậu giang cần thơ ngã bảy vị thanh châu thành long mỹ phụng hiệp "
    "hòa hoà bình bạn bán bàn ban bố bộ bò bỏ bơ sầu riêng trái cây chợ nổi nước mặn lúa gạo nông dân thôn mới trường học "
    "giáo viên bí thư hội nghị đại hội khai mạc bế mạc thông xe cầu đường sá ma túy công an KH&CN TP.HCM U23 37.000 1km "
    "kỹ kĩ thuật UBND 5% tháng 4-2023 3-12 năm 2023"
).split()
AUTHORS = ("THANH NGÂN", "Lê Văn A", "Nguyễn Thị Bảy", None)
SOURCES = ("HG", "HGO", "Báo Hậu Giang", None)


SAID = (
    "ủy ban nhân dân",
    "UBND",
    "thành phố",
    "TP HCM",
    "37 nghìn",
    "5 phần trăm",
    "tháng 4/2023",
    "ngày 3-12",
    "năm 2023",
)
"""What can be said in other words, which a search must meet as well."""


def sentence(rng: random.Random, most: int = 14) -> str:
    words = rng.choices(WORDS, k=rng.randint(2, most))
    if rng.random() < 0.2:
        words.insert(0, rng.choice(SAID))
    text = " ".join(word.upper() if rng.random() < 0.05 else word for word in words)
    return text[0].upper() + text[1:] + rng.choice([".", ".", "!", "…", ", "])


def document(rng: random.Random, id: str) -> Document:
    return Document(
        id=id,
        title=sentence(rng, 8) if rng.random() < 0.7 else None,
        body="\n".join(" ".join(sentence(rng) for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(1, 4))),
        date=datetime(2023, 1, 1, tzinfo=VIETNAM) + timedelta(hours=rng.randint(0, 20_000))
        if rng.random() < 0.8
        else None,
        kind=rng.choice(["article", "brief"]),
        source=rng.choice(SOURCES),
        author=rng.choice(AUTHORS),
    )


def documents(seed: int, count: int) -> list[Document]:
    rng = random.Random(seed)
    return [document(rng, f"tin-{number}") for number in range(count)]


def query(rng: random.Random) -> str:
    """A query of one to six pieces of every kind the language has, two in five without any marks."""
    text = " ".join(_piece(rng) for _ in range(rng.randint(1, 6)))
    return without_marks(text) if rng.random() < 0.4 else text


def _piece(rng: random.Random) -> str:
    word = rng.choice(WORDS) if rng.random() < 0.8 else without_marks(rng.choice(WORDS))
    words = " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))
    kinds = {
        word: 55,
        f'"{words}"': 10,
        f'"{without_marks(words)}"': 5,
        f"-{word}": 4,
        f'-"{words}"': 3,
        word[: rng.randint(1, 3)] + "*": 5,
        f"tieude:{word}": 4,
        f'tieude:"{words}"': 2,
        f"-tieude:{word}": 1,
        "OR": 3,
        "AND": 1,
        rng.choice(["loai:tin", "nguon:HG", "tacgia:ngan", "ngay:2023-05..2024"]): 2,
        word + rng.choice([".", ",", "!"]): 5,
        rng.choice(SAID): 8,
    }
    return rng.choices(list(kinds), weights=list(kinds.values()))[0]


def without_marks(text: str) -> str:
    """The text as typed with no Vietnamese input method at all."""
    text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in text if not unicodedata.combining(letter))
