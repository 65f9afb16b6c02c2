import type { LiveParts, PartName, Trouble } from '../api/views.ts';

export type Views = { readonly [N in PartName]: (part: LiveParts[N]) => void };

export interface ListenDeps {
  readonly views: Views;
  readonly onState: (state: 'live' | 'reconnecting') => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/** Listens to the server, and begins again where the connection ends, less and less often. */
export function listen({ views, onState, onTrouble }: ListenDeps): void {
  let failures = 0;
  const connect = (): void => {
    const source = new EventSource('/api/live');
    const hear = <N extends PartName>(name: N, view: (part: LiveParts[N]) => void): void =>
      source.addEventListener(name, ({ data }) => view(JSON.parse(data)));
    source.addEventListener('open', () => {
      failures = 0;
      onState('live');
    });
    source.addEventListener('error', () => {
      onState('reconnecting');
      // While it is not closed the browser connects again by itself.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
      failures += 1;
    });
    source.addEventListener('trouble', ({ data }) => onTrouble(JSON.parse(data)));
    hear('flow', views.flow);
    hear('lanes', views.lanes);
    hear('windows', views.windows);
    hear('queues', views.queues);
    hear('alarms', views.alarms);
  };
  connect();
}
