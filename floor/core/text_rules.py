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
FROM_SPREADSHEET: Final = re.compile(
    r"[0-9]+(?:[.,][0-9]+)?E\+[0-9]+|[0-9]{6,}[.,]0+|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)"
    r"|[#]{2,}|=.*|'.*|N/A|NULL|NONE|NAN|NIL|UNDEFINED|TBD|-+",
    re.IGNORECASE | re.ASCII,
)
"""What stands in the cells of a spreadsheet in place of a code, or was made of one there."""
