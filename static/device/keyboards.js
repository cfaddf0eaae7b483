// What the same keys type in different countries. A scanner presses keys; the computer says what they mean.

// Row by row as on an American keyboard, plain and then with Shift.
const US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?";
const COUNTRIES = {
  de: "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-" + "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
  fr: "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!" + "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
  uk: "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./" + "¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?",
  es: "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-" + "ª!\"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_",
  it: "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-" + "|!\"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_",
  ru: "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю." + "Ё!\"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,",
  el: "`1234567890-=;ςερτυθιοπ[]\\ασδφγηξκλ΄'ζχψωβνμ,./" + "~!@#$%^&*()_+:΅ΕΡΤΥΘΙΟΠ{}|ΑΣΔΦΓΗΞΚΛ¨\"ΖΧΨΩΒΝΜ<>?",
};

const typed = (text, from, to) => [...text].map((c) => to[from.indexOf(c)] || c).join("");

/**
 * Which countries' keyboards turn `sent` into `got`: {country, where}. where is "host" when the scanner presses
 * American keys and the computer reads them as that country's, "scanner" the other way round; null for neither.
 */
export function keyboardTrouble(sent, got) {
  if (sent === got) return null;
  for (const [country, keys] of Object.entries(COUNTRIES)) {
    if (typed(sent, US, keys) === got) return { country, where: "host" };
    if (typed(sent, keys, US) === got) return { country, where: "scanner" };
  }
  return null;
}
