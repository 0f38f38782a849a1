"""The matching room: which documents meet a Plan, and how they score.

In: a Plan and the open segments of a generation. Out: documents in the contract's order with their scores, and counts. Its
inner loops are in C, with a twin in numpy that gives the same answers. Not here: weights (ranking), the text of a hit (highlight).
"""
