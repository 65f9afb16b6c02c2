import type { About, PartName } from '../api/views.ts';
import { makeAlarmsView } from './alarms-view.ts';
import { ask, problemOf } from './api.ts';
import { byId } from './dom.ts';
import { makeFlowView } from './flow-view.ts';
import { makeLanesView } from './lanes-view.ts';
import { makeLettersView } from './letters-view.ts';
import { listen, type Views } from './listen.ts';
import { makeResultsView } from './results-view.ts';
import { makeTrouble } from './trouble.ts';
import { makeWindowsView } from './windows-view.ts';

/** The server keeps results for some seconds anyway. */
const RESULTS_EVERY_MS = 3_000;

async function start(): Promise<void> {
  const { pipeline, endpoint, aggregations } = await ask<About>('/api/about');
  byId('pipeline').textContent = pipeline;
  byId('pipeline').title = endpoint;
  document.title = `${pipeline} · Millrace`;
  const trouble = makeTrouble();
  const views = watched(
    {
      flow: makeFlowView(),
      lanes: makeLanesView(),
      windows: makeWindowsView(),
      queues: makeLettersView(),
      alarms: makeAlarmsView(),
    },
    trouble.isOver,
  );
  const connection = byId('connection');
  listen({
    views,
    onState(state) {
      connection.textContent = state;
      connection.dataset.state = state;
    },
    onTrouble: trouble.tell,
  });
  const refreshResults = makeResultsView(aggregations);
  const keepResults = async (): Promise<void> => {
    if (!document.hidden) await refreshResults();
    setTimeout(() => void keepResults(), RESULTS_EVERY_MS);
  };
  await keepResults();
}

/** What arrives shows that its trouble is over. */
function watched(views: Views, isOver: (part: PartName) => void): Views {
  const watch =
    <T>(name: PartName, view: (part: T) => void) =>
    (part: T): void => {
      isOver(name);
      view(part);
    };
  return {
    flow: watch('flow', views.flow),
    lanes: watch('lanes', views.lanes),
    windows: watch('windows', views.windows),
    queues: watch('queues', views.queues),
    alarms: watch('alarms', views.alarms),
  };
}

start().catch((error: unknown) => {
  const element = byId('trouble');
  element.textContent = problemOf(error) ?? '';
  element.hidden = false;
});
