"""A made-up archive for tests: Vietnamese sentences put together at random from a small vocabulary, by seed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from index.document import VIETNAM, Document

WORDS = (
    "chi bộ đảng viên tỉnh ủy huyện xã ấp khóm phường hậu giang cần thơ ngã bảy vị thanh châu thành long mỹ phụng hiệp "
    "hòa hoà bình bạn bán bàn ban bố bộ bò bỏ bơ sầu riêng trái cây chợ nổi nước mặn lúa gạo nông dân thôn mới trường học "
    "giáo viên bí thư hội nghị đại hội khai mạc bế mạc thông xe cầu đường sá ma túy công an KH&CN TP.HCM U23 37.000 1km"
).split()
AUTHORS = ("THANH NGÂN", "Lê Văn A", "Nguyễn Thị Bảy", None)
SOURCES = ("HG", "HGO", "Báo Hậu Giang", None)


def sentence(rng: random.Random, most: int = 14) -> str:
    words = rng.choices(WORDS, k=rng.randint(2, most))
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
    """A query of the kinds people type: words of the vocabulary, often bare, sometimes with operators."""
    import unicodedata

    words = rng.choices(WORDS, k=rng.randint(1, 5))
    shape = rng.random()
    if shape < 0.15:
        words = [f'"{" ".join(words[:3])}"', *words[3:]]
    elif shape < 0.25:
        words.append("-" + rng.choice(WORDS))
    elif shape < 0.35:
        words.insert(1, "OR")
    elif shape < 0.42:
        words[0] = words[0][:2] + "*"
    elif shape < 0.5:
        words[0] = "tieude:" + words[0]
    text = " ".join(words)
    if rng.random() < 0.5:
        text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return text
