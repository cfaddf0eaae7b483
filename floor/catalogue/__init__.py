"""SKUs, barcodes and pictures of goods, and the one lookup from a scan to a record."""
