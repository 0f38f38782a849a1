"""HTTP itself: the server, its limits, compression, caching, security headers, addresses and errors.

In: requests and responses of any page. Out: the same, guarded and told in fewer bytes. Not here: what an answer says.
"""
