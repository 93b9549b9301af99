"""Reports: what happened, shown to people and to other programs; one file each."""
