"""Labels and documents: drawn, queued, sent to printers."""
