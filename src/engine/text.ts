const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * True for text with half of a surrogate pair, which JSON can spell ("\ud800") but UTF-8 cannot hold: written to a table it would
 * come back as another text, or not go in at all.
 */
export function isBrokenText(text: string): boolean {
  return LONE_SURROGATE.test(text);
}
