/**
 * True for text with half of a surrogate pair, which JSON can spell ("\ud800") but UTF-8 cannot hold: written to a table it would
 * come back as another text, or not go in at all.
 */
export function isBrokenText(text: string): boolean {
  // Keys are short and seldom hold surrogates, so looking at each code unit costs less than asking a regular expression.
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return true;
    index += 1;
  }
  return false;
}
