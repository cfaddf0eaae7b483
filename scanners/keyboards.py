"""What a scanner's keys become on a computer that is set to another country's keyboard."""

from typing import Final

from scanners import own_codes
from scanners.gs1 import is_valid_gtin

# Row by row as on an American keyboard, plain and then with Shift; as in static/device/keyboards.js.
_US: Final = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
)
_COUNTRIES: Final = (
    "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-ª!\"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_",
    "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-|!\"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_",
    'ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
    "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ΄'ζχψωβνμ,./~!@#$%^&*()_+:΅ΕΡΤΥΘΙΟΠ{}|ΑΣΔΦΓΗΞΚΛ¨\"ΖΧΨΩΒΝΜ<>?",
)
_BACK: Final = tuple(dict(zip(keys, _US, strict=False)) for keys in _COUNTRIES)


def is_of_another_keyboard(text: str) -> bool:
    """Whether a text that means nothing is one of Floor's own codes, or a GTIN, once its keys are read as American
    ones."""
    for back in _BACK:
        meant = "".join(back.get(char, char) for char in text)
        if meant != text and (own_codes.read(meant) or is_valid_gtin(meant)):
            return True
    return False
