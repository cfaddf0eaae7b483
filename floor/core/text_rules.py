"""Which characters a text from outside may hold. What a scan may hold is `scanners.read`'s to say."""

import re
from typing import Final

from scanners.read import LONGEST_TEXT, UNREADABLE

LONGEST_SCAN: Final = LONGEST_TEXT
NOT_IN_SCAN: Final = UNREADABLE
"""Control characters other than GS, and halves of surrogate pairs, which no database takes."""
NOT_IN_LINE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""Those and GS, and everything that ends a line."""
NOT_IN_NOTE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters other than tab and the ends of lines."""
