"""Pictures from handheld cameras: read for codes, in processes that can be killed."""
