import type { Clock } from '../../src/client/index.ts';
import type { PartName, Trouble } from '../api/views.ts';
import type { Part, Parts } from './part.ts';

/** Told each part as it is read; `text` is JSON. */
export type Listener = (event: PartName | 'trouble', text: string) => void;

/** Reads the parts, once for all who listen, and only while somebody does. */
export interface Live {
  /** Tells what is known at once, and all news from then on. @returns what ends it */
  listen(listener: Listener): () => void;
  /** Reads one part as soon as it can. */
  hurry(part: PartName): void;
}

export interface LiveDeps {
  readonly parts: Parts;
  readonly clock: Clock;
  /** A failure in one line, for a person. */
  readonly explain: (error: unknown) => string;
}

/** Reading never takes more than a quarter of the time, however long it takes. */
const REST = 3;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

export function makeLive({ parts, clock, explain }: LiveDeps): Live {
  const listeners = new Set<Listener>();
  const known = new Map<PartName, string>();
  const wake = new Map<PartName, () => void>();
  const reading = new Set<PartName>();
  const tell: Listener = (event, text) => {
    for (const listener of listeners) listener(event, text);
  };

  /** @returns false where it failed */
  const readOnce = async (name: PartName, { read }: Part<PartName>): Promise<boolean> => {
    try {
      const text = JSON.stringify(await read());
      known.set(name, text);
      tell(name, text);
      return true;
    } catch (error) {
      const trouble: Trouble = { part: name, message: explain(error) };
      tell('trouble', JSON.stringify(trouble));
      return false;
    }
  };

  const keepReading = async (name: PartName, part: Part<PartName>): Promise<void> => {
    if (reading.has(name)) return;
    reading.add(name);
    let failures = 0;
    while (listeners.size > 0) {
      const hurried = new Promise<void>((resolve) => wake.set(name, resolve));
      const startedMs = clock.nowMs();
      const isRead = await readOnce(name, part);
      const tookMs = clock.nowMs() - startedMs;
      const restMs = isRead ? Math.max(part.everyMs, tookMs * REST) : FIRST_RETRY_MS * 2 ** failures;
      failures = isRead ? 0 : failures + 1;
      await Promise.race([clock.after(isRead ? restMs : Math.min(restMs, LAST_RETRY_MS)), hurried]);
    }
    reading.delete(name);
    // What is known grows old once nobody reads.
    known.delete(name);
  };

  const each: readonly PartName[] = ['flow', 'lanes', 'windows', 'queues', 'alarms'];
  return {
    listen(listener) {
      listeners.add(listener);
      for (const [name, text] of known) listener(name, text);
      for (const name of each) void keepReading(name, parts[name]);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) for (const stop of wake.values()) stop();
      };
    },
    hurry: (name) => wake.get(name)?.(),
  };
}
