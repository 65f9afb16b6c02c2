import type { Visit } from './generated/visit.ts';

const PAGES = ['/', '/docs', '/pricing'];
const START_MS = Date.UTC(2026, 10, 22, 10);

/** A made-up sample: a visit a second for two minutes. */
export function* records() {
  for (let second = 0; second < 120; second += 1) {
    const visit: Visit = {
      page: PAGES[second % 3] ?? '/',
      seconds: (second * 37) % 90,
      atMs: START_MS + second * 1_000,
    };
    yield { partitionKey: visit.page, data: JSON.stringify(visit) };
  }
}
