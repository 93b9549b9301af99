"""One file per use of Onetake; the only place where stages are joined."""
