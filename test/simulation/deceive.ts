import type { FunctionKind } from './fleet.ts';
import type { SharedPorts, World } from './world.ts';

/** How far lanes are made out to be ahead of where they are: mostly so little that there is something to be wrong about next time. */
const AHEAD_MS = [1_000, 5_000, 20_000, 60_000, 1_200_000];

/** Tells a keeper wrong things about its lanes: nothing that is counted may rest on the watermark. */
export function deceive(kind: FunctionKind, ports: SharedPorts, { faults, random }: World): SharedPorts {
  if (kind !== 'watermark-keeper') return ports;
  const { state, stream } = ports;
  return {
    ...ports,
    state: {
      ...state,
      listProgress: async (of) => {
        const lanes = await state.listProgress(of);
        if (!faults.happens('wrong watermark')) return lanes;
        const aheadMs = random.pick(AHEAD_MS);
        return lanes.map(({ lane, progress }) => {
          const { doneMaxEventTimeMs } = progress;
          const wrongMs = doneMaxEventTimeMs === null ? null : doneMaxEventTimeMs + aheadMs;
          return { lane, progress: { ...progress, doneMaxEventTimeMs: wrongMs } };
        });
      },
    },
    stream: {
      ...stream,
      lookAfter: async (shardId, position) => {
        const found = await stream.lookAfter(shardId, position);
        return faults.happens('wrong idleness') ? random.pick(['records', 'empty', 'ended'] as const) : found;
      },
    },
  };
}
