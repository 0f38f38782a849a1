"""BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"), with the idf of Lucene, which is never negative.

idf(N, df) = ln(1 + (N - df + 0.5) / (df + 0.5))
score = weight * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from search.ranking.plan import Condition, Scored

K1 = 1.2
"""BM25's saturation of term frequency; no unit. 1.5 is better on long news articles alone; on the four
public sets 1.2 gains .003 mean nDCG@10 (1.0 no more). Rerun benchmarks/quality.py when changed."""

B = 0.75
"""BM25's weight of document length, 0 to 1; the usual value. Rerun benchmarks/quality.py when changed."""


def idf(documents: int, containing: int) -> float:
    """Inverse document frequency of a term that ``containing`` of ``documents`` documents hold; always positive."""
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def idf_of(scored: Scored, idfs: Mapping[Condition, float]) -> float:
    """The idf a scored condition counts with: its own, but no more than that of the rarest it stands instead of."""
    own = idfs[scored.condition]
    return min(own, max(idfs[condition] for condition in scored.instead_of)) if scored.instead_of else own
