/** `order-placed` → `OrderPlaced`. */
export function typeNameOf(event: string): string {
  return event.replace(/(^|-)([a-z0-9])/g, (_match, _dash: string, letter: string) => letter.toUpperCase());
}
