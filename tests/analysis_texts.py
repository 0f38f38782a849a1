"""Random texts for the promises of the analysis: Vietnamese letters, pieces of news, and anything at all."""

from __future__ import annotations

from hypothesis import strategies as st

from index.analysis import Token

_LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcghklmnprstvx"
_PIECES = (
    "chi|bộ|Hậu|Giang|hoà|thuỷ|QĐ|UBND|KH|CN|kh|cn|TP|Tp|tp|HCM|ThS|COVID|Covid|U|Q|N|A|á|Á|v|PGS|TS|QL61C|37|000|1|5|20|1982"
    "|km|m²|kg|G|đồng|%|.|.|.|,|,|&|-|–|/|:|…|!|?|“|”|\"|'|(|)| | | | |\n|\r\n|\t|\u00a0|\u200b|\ufeff|\u0323|\u0302|ð|о|ᴄ|_"
    "|中国|。|ไทย|👍🏽|\ud800|\x00|İ|ẞ|ﬁ|Ⅻ|½|Москва|한"
).split("|")

vietnamese = st.text(alphabet=_LETTERS + _LETTERS.upper() + "   .,-&\n\u200b“”0123456789")
news = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
spaced_news = st.lists(news, max_size=4).map((" " * 300).join)
any_text = st.text(alphabet=st.characters(), max_size=200) | vietnamese | news


def described(tokens: list[Token]) -> list[str]:
    """Tokens as "exact@position", joined ones as "exact@position+span"."""
    return [f"{token.exact}@{token.position}" + (f"+{token.span}" if token.joined else "") for token in tokens]
