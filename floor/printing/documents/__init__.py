"""Labels' symbols and letters, slips and manifests: from plain facts to bytes, with no database and no web."""
