import * as materializer from '../../lambdas/materializer/compose.ts';
import { composeRecovery } from '../../lambdas/recovery/compose.ts';
import * as redriver from '../../lambdas/redriver/compose.ts';
import type { DefinitionHashes } from '../../lambdas/shared/generation-checks.ts';
import * as processor from '../../lambdas/stream-processor/compose.ts';
import * as keeper from '../../lambdas/watermark-keeper/compose.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { NO_TELEMETRY, type Telemetry } from '../../src/ports/telemetry.ts';

/** The functions as their handlers compose them, with the options that most tests want. */
export { composeRecovery, type DefinitionHashes };

/** Everything that the functions which every event passes talk to. */
export interface FunctionPorts
  extends Unmeasured<processor.StreamProcessorPorts>,
    Unmeasured<keeper.WatermarkKeeperPorts>,
    Unmeasured<materializer.MaterializerPorts> {}

/** Everything that any function talks to. */
export interface RedriverPorts extends FunctionPorts, Unmeasured<redriver.RedriverPorts> {}

export type ProcessorOptions = WithDefaults<
  processor.StreamProcessorOptions,
  'retentionMs' | 'timeoutMs' | 'circuitBreaker'
>;
export type KeeperOptions = Partial<keeper.WatermarkKeeperOptions>;
export type RedriverOptions = WithDefaults<redriver.RedriverOptions, 'retentionMs' | 'maxReceives' | 'backOffMs'>;

type WithDefaults<Options, Names extends keyof Options> = Omit<Options, Names> & Partial<Pick<Options, Names>>;

/** Nothing is measured where a test does not ask for it. */
type Unmeasured<Ports extends { readonly telemetry: Telemetry }> = WithDefaults<Ports, 'telemetry'>;

function measured<Ports extends object>(ports: Ports & { readonly telemetry?: Telemetry }) {
  return { ...ports, telemetry: ports.telemetry ?? NO_TELEMETRY };
}

export const RETENTION_MS = 7 * 86_400_000;
export const ACCEPTANCE_MS = 14 * 86_400_000;

const PROCESSOR_DEFAULTS = {
  retentionMs: RETENTION_MS,
  timeoutMs: 60_000,
  // As settings have it.
  circuitBreaker: { share: 0.5, events: 20 },
};
const KEEPER_DEFAULTS = { acceptanceMs: ACCEPTANCE_MS, retentionMs: RETENTION_MS };
/** The queue never gives a letter up. */
const REDRIVER_DEFAULTS = { retentionMs: RETENTION_MS, maxReceives: Number.POSITIVE_INFINITY, backOffMs: 30_000 };

/** The stream processor's parts. */
export function streamProcessorDeps(plan: Plan, ports: FunctionPorts, options: ProcessorOptions) {
  return processor.streamProcessorDeps(plan, measured(ports), { ...PROCESSOR_DEFAULTS, ...options });
}

/** One warm instance of the stream processor. */
export function composeStreamProcessor(plan: Plan, ports: FunctionPorts, options: ProcessorOptions) {
  return processor.composeStreamProcessor(plan, measured(ports), { ...PROCESSOR_DEFAULTS, ...options });
}

/** One warm instance of the watermark keeper. */
export function composeWatermarkKeeper(plan: Plan, ports: FunctionPorts, options: KeeperOptions = {}) {
  return keeper.composeWatermarkKeeper(plan.pipeline, measured(ports), { ...KEEPER_DEFAULTS, ...options });
}

/** One warm instance of the materializer. */
export function composeMaterializer(
  plan: Plan,
  ports: Unmeasured<materializer.MaterializerPorts>,
  definitionHashes: DefinitionHashes,
) {
  return materializer.composeMaterializer(plan, measured(ports), definitionHashes);
}

/** The redriver's parts. */
export function redriverDeps(plan: Plan, ports: RedriverPorts, options: RedriverOptions) {
  return redriver.redriverDeps(plan, measured(ports), { ...REDRIVER_DEFAULTS, ...options });
}

/** One warm instance of the redriver. */
export function composeRedriver(plan: Plan, ports: RedriverPorts, options: RedriverOptions) {
  return redriver.composeRedriver(plan, measured(ports), { ...REDRIVER_DEFAULTS, ...options });
}
