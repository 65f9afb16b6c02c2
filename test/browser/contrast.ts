import type { Page } from 'playwright-core';

/** Colours of the style sheet: words, and what they stand on. */
export const PAIRS = ['ink', 'muted', 'flow', 'good', 'wait', 'alarm', 'changed'].flatMap((text) =>
  ['card', 'paper'].map((ground) => [text, ground] as const),
);

/** Contrast of two colours of the page as WCAG 2 has it, 1 to 21. */
export async function contrastOf(page: Page, [text, ground]: readonly [string, string]): Promise<number> {
  const [a, b] = [await luminanceOf(page, text), await luminanceOf(page, ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

async function luminanceOf(page: Page, name: string): Promise<number> {
  const colour = await page.locator('html').evaluate(readColour, name);
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Runs in the page. */
function readColour(element: unknown, name: string): string {
  const read = (
    globalThis as unknown as { getComputedStyle: (of: unknown) => { getPropertyValue: (name: string) => string } }
  ).getComputedStyle;
  return read(element).getPropertyValue(`--${name}`).trim();
}
