import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parvis.lib.idset import IdSet


@given(st.lists(st.lists(st.integers(0, 40), max_size=30), max_size=12))
def test_id_is_new_once_at_its_first_place(batches):
    known, seen = IdSet(), set()

    for batch in batches:
        is_new = known.add(np.array(batch, dtype=np.int64))
        expected = [n not in seen and n not in batch[:i] for i, n in enumerate(batch)]
        seen |= set(batch)
        assert is_new.tolist() == expected
        assert len(known) == len(seen)
