"""The nouns of Onetake as frozen values, and the contracts between rooms; nothing here does I/O."""
