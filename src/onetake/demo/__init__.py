"""Harbor Bank: a whole programme, and a bank for it to be walked on; nothing of it is real."""
