"""What is printed: labels and slips of parcels, manifests of loads."""

from floor.printing.labels import FORMATS

PDF, ZPL, SVG, PNG = FORMATS.values()
