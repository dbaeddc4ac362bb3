"""Events of one partition of the input as a bounded value that merges.

Everything in a summary is associative and commutative under merge: sums, minima and maxima, the k smallest
samples, and tables that keep the entries with the smallest keys, whose counts are therefore exact.
"""
