import pipeline from '../../pipelines/flights/pipeline.ts';
import { records } from '../../pipelines/flights/source.ts';
import { flights } from '../verifier/flights.ts';
import { verify } from '../verifier.ts';
import { count, decimal, instant, percent } from '../view/format.ts';
import type { Demo } from './demo.ts';

export default {
  pipeline,
  records,
  verify: (evidence) => verify(flights, evidence),
  highlights: {
    title: 'Busiest airports by day',
    aggregation: 'dailyByOrigin',
    columns: {
      day: ({ windowStartMs }) => instant(windowStartMs).slice(0, 10),
      origin: ({ key }) => key,
      flights: ({ measures }) => count(measures.flights),
      'mean delay, min': ({ measures }) => decimal(measures.meanDelayMin),
      'worst, min': ({ measures }) => count(measures.worstDelayMin),
      'delayed 15 min': ({ measures }) => percent(measures.delayedShare),
      miles: ({ measures }) => count(measures.miles),
      revision: ({ revision }) => count(revision),
    },
    weight: ({ n }) => n,
  },
} satisfies Demo;
