"""Benchmarks: ratios to a scan or to a peer in the same run, never a time on its own."""
