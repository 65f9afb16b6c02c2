import type { RedriverPorts } from '../support/compose-functions.ts';
import type { FunctionKind } from './fleet.ts';
import type { World } from './world.ts';

/** How far lanes are made out to be ahead of where they are: mostly so little that there is something to be wrong about next time. */
const AHEAD_MS = [1_000, 5_000, 20_000, 60_000, 1_200_000];

/** Tells the keeper wrong things: nothing that is counted may rest on their being right. */
export function deceive(kind: FunctionKind, ports: RedriverPorts, world: World): RedriverPorts {
  return kind === 'watermark-keeper' ? deceiveKeeper(ports, world) : ports;
}

function deceiveKeeper({ state, stream, ...ports }: RedriverPorts, world: World): RedriverPorts {
  const { faults, random } = world;
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
      lookAfter: async (...of) => {
        const found = await stream.lookAfter(...of);
        return faults.happens('wrong idleness') ? random.pick(['records', 'empty', 'ended'] as const) : found;
      },
    },
  };
}
