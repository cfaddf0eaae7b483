"""What every answer tells the browser that it may do with it; a page that needs another one brings its own."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}
# Browsers complain of these on every page that came without TLS.
SECURE_HEADERS = {"Cross-Origin-Opener-Policy": "same-origin"}
