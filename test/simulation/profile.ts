import type { FaultKind } from './faults.ts';

/** Brings about what the average seed has too rarely: some rules matter once in thousands of runs. */
export interface Profile {
  /** Faults that happen at least so often per chance to. */
  readonly rates?: Partial<Record<FaultKind, number>>;
  /** Faults that never happen. */
  readonly without?: readonly FaultKind[];
  readonly bias?: ScenarioBias;
}

/** What a scenario has, whatever its seed draws. Left out: as drawn. */
export interface ScenarioBias {
  /** Many records in few windows of one aggregation. */
  readonly isCrowded?: boolean;
  /** Senders send ids again. */
  readonly isRepeating?: boolean;
  /** Some senders' clocks are ahead: what they send is rejected, and taken a little later. */
  readonly isAhead?: boolean;
  /** Senders pack events into records. */
  readonly isPacking?: boolean;
  /** Results are published to a stream. */
  readonly isPublishing?: boolean;
  /** Some events end the process. */
  readonly givesUp?: boolean;
  /** Windows expire within the run. */
  readonly isExpiring?: boolean;
  /** A second version is deployed. */
  readonly isDeployed?: boolean;
  /** New code takes what old code rejects, beside it or when faults have stopped; letters are moved time and again. */
  readonly redrives?: 'meanwhile' | 'afterwards';
  /** Shards are split and merged. */
  readonly isResharded?: boolean;
  /** Records name schema versions that have to be asked for. */
  readonly isRegistered?: boolean;
  /** Much goes wrong about these requests; one is drawn. */
  readonly focuses?: readonly string[];
  /** Answers to these requests take long. */
  readonly slow?: string;
}
