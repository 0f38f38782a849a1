"""The engines room: searchers over a kept archive, which put all other rooms to work.

In: a SearchRequest. Out: Results. The index engine reads the segments of an index folder; the memory engine, a list of
documents, is the reference it is compared with. Not here: how an answer is found, which is the same for both.
"""
