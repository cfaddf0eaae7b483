"""Orders from intake to release: drafts, checks, holds, queries."""
