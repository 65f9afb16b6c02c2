/** To the second, the least that a person needs, unless the instant has milliseconds. */
export function instant(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** To the second, whatever is cut off. */
export function second(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
