import { Refusal } from './faulty-network.ts';
import type { FunctionKind } from './fleet.ts';
import type { SharedPorts, World } from './world.ts';

/** How far lanes are made out to be ahead of where they are: mostly so little that there is something to be wrong about next time. */
const AHEAD_MS = [1_000, 5_000, 20_000, 60_000, 1_200_000];

/** How long a shard may be open before all lists have it. */
const STALE_LIST_MS = 300_000;

/** Until the state of windows that have expired meanwhile might be collected. */
const LONGEST_REFUSAL_MS = 4 * 3_600_000;

/** Tells functions wrong things where nothing that is counted may rest on their being right. */
export function deceive(kind: FunctionKind, ports: SharedPorts, world: World): SharedPorts {
  switch (kind) {
    case 'watermark-keeper':
      return deceiveKeeper(ports, world);
    case 'materializer':
      return deceiveMaterializer(ports, world);
    case 'stream-processor':
    case 'redriver':
      return { ...ports, stream: staleStream(ports, world) };
  }
}

/** A list of shards may be that of a moment ago: the latest are missing. */
function staleStream({ stream }: SharedPorts, world: World): SharedPorts['stream'] {
  const { faults, random, scheduler } = world;
  return {
    ...stream,
    listShards: async () => {
      const shards = await stream.listShards();
      const old = world.stream.shards.filter(({ openedMs }) => openedMs < scheduler.nowMs - STALE_LIST_MS).length;
      // Shards are listed as they were opened.
      return faults.happens('stale list of shards') ? shards.slice(0, random.int(old, shards.length)) : shards;
    },
  };
}

function deceiveKeeper(given: SharedPorts, world: World): SharedPorts {
  const { state, stream, ...ports } = given;
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
      ...staleStream(given, world),
      lookAfter: async (...of) => {
        const found = await stream.lookAfter(...of);
        return faults.happens('wrong idleness') ? random.pick(['records', 'empty', 'ended'] as const) : found;
      },
    },
  };
}

/** Counts are read eventually consistent, so they may be those of a moment ago. Rows may be refused until somebody mends what is wrong. */
function deceiveMaterializer({ results, ...ports }: SharedPorts, world: World): SharedPorts {
  const { faults, random, scheduler, scenario } = world;
  return {
    ...ports,
    results: {
      ...results,
      writeResult: async (...given) => {
        if (scenario.expiry && faults.happens('results refused for hours'))
          world.resultsRefusedUntilMs = scheduler.nowMs + random.int(0, LONGEST_REFUSAL_MS);
        if (faults.isOn && scheduler.nowMs < world.resultsRefusedUntilMs) throw new Refusal('access denied');
        return results.writeResult(...given);
      },
      readCounts: async (refs) => {
        const counts = new Map(await results.readCounts(refs));
        for (const [key, { generation, n }] of counts) {
          if (!faults.happens('stale count of a result')) continue;
          if (random.chance(0.5)) counts.delete(key);
          else counts.set(key, { generation, n: n - 1 });
        }
        return counts;
      },
    },
  };
}
