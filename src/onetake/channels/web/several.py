"""A list that may be expected like the number of its members: `errors: 0`."""

from __future__ import annotations


class Several(list[object]):
    """What was found, one member each; it equals a number when it has so many members.

    So `errors: 0` and `errors: {contains: TypeError}` both say what they mean, and a reason shows
    what was found, not only how much.
    """

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        """Compare with a list by its members, with a number by how many there are."""
        if isinstance(other, int) and not isinstance(other, bool):
            return len(self) == other
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        """Tell whether it is not equal."""
        return not self == other
