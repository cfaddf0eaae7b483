"""HTTP and WebSocket for all packages: access, endpoints, problems, live push."""
