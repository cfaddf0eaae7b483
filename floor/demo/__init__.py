"""The demo warehouse that `make run` starts with."""
