import type { FunctionName } from '../function-names.ts';
import type { Settings } from '../settings.ts';

/** What tells one function of a pipeline from another, beside its code, its permissions and its environment. */
export interface FunctionShape {
  /** Logical id, by which runbooks find the function; its log group's is the same with `Logs`. */
  readonly id: string;
  /** What it does, as the console shows it. */
  readonly does: string;
  readonly memoryMb: (settings: Settings) => number;
  readonly timeoutSeconds: (settings: Settings) => number;
}

export const FUNCTION_SHAPES: Readonly<Record<FunctionName, FunctionShape>> = {
  'stream-processor': {
    id: 'StreamProcessor',
    does: 'folds batches of the stream into partials',
    memoryMb: ({ processorMemoryMb }) => processorMemoryMb,
    timeoutSeconds: ({ processorTimeoutSeconds }) => processorTimeoutSeconds,
  },
  'watermark-keeper': {
    id: 'WatermarkKeeper',
    does: 'moves the watermark and announces windows',
    memoryMb: ({ keeperMemoryMb }) => keeperMemoryMb,
    timeoutSeconds: ({ keeperTimeoutSeconds }) => keeperTimeoutSeconds,
  },
  materializer: {
    id: 'Materializer',
    does: 'merges partials into results',
    memoryMb: ({ materializerMemoryMb }) => materializerMemoryMb,
    timeoutSeconds: ({ materializerTimeoutSeconds }) => materializerTimeoutSeconds,
  },
  redriver: {
    id: 'Redriver',
    does: 'tries rejected records again',
    memoryMb: ({ redriverMemoryMb }) => redriverMemoryMb,
    timeoutSeconds: ({ redriverTimeoutSeconds }) => redriverTimeoutSeconds,
  },
  recovery: {
    id: 'Recovery',
    does: 'reads records again that Lambda could not deliver',
    memoryMb: ({ recoveryMemoryMb }) => recoveryMemoryMb,
    timeoutSeconds: ({ recoveryTimeoutSeconds }) => recoveryTimeoutSeconds,
  },
};
