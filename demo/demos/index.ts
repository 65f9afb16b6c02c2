import type { Demo } from './demo.ts';

export const DEMO_NAMES = ['flights', 'word-count', 'orders'] as const;
export type DemoName = (typeof DEMO_NAMES)[number];

/** Loads a demo and nothing else, so that a mistake in one definition does not stop the others. */
export async function loadDemo(name: DemoName): Promise<Demo> {
  switch (name) {
    case 'flights':
      return (await import('./flights.ts')).default;
    case 'word-count':
      return (await import('./word-count.ts')).default;
    case 'orders':
      return (await import('./orders.ts')).default;
  }
}
