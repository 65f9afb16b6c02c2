/** What a template literal would read as something else than itself. */
const SPECIAL = /\\|`|\$(?=\{)/g;
/** What an editor, a tool or the language might change or hide: carriage returns, other control and format characters, half surrogates. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A template literal whose value is exactly `text`, its lines as they are. */
export function textLiteral(text: string): string {
  const visible = text
    .replace(SPECIAL, (character) => `\\${character}`)
    .replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `\`${visible}\``;
}
