"""The only HTTP client: libcurl's multi interface, and pure readers of what it records."""
