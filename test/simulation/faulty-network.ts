import { RetryableError } from '../../src/ports/errors.ts';
import type { Around } from '../support/intercept.ts';
import { describe } from './describe.ts';
import type { Owner } from './scheduler.ts';
import type { World } from './world.ts';

/** Operations that leave something behind, so that it matters when they land. */
const WRITES = new Set([
  'writeProgress',
  'putPartial',
  'ensureMark',
  'putClaims',
  'renewMark',
  'clearMark',
  'ensureControl',
  'raiseFiredThrough',
  'writeWatermark',
  'writeResult',
  'sendTasks',
  'poke',
  'sendRejected',
  'sendTooLate',
  'ownLetter',
  'decideRedrive',
  'amendRedrive',
  'putEventPartial',
  'putOwnedClaim',
  'leaveLane',
  'noteWindow',
  'raiseExpiredThrough',
  'raiseCollectedThrough',
  'writeExpiryMemory',
  'stampPartial',
  'forgetWindow',
  'postpone',
  'sendAnew',
]);

const PROGRESS = new Set(['readProgress', 'writeProgress']);
const FOCUS_WEIGHT = 8;
const LATEST_LANDING_MS = 90_000;

/** A service does not let the caller do it, until somebody mends that. */
export class Refusal extends Error {}

/** A process as its network knows it. */
export interface Caller extends Owner {
  /** Most that an operation takes now. */
  mostLatencyMs: number;
  /** Its process has ended: nothing of it runs on. */
  readonly isDead: boolean;
  /** Ends then at the latest. */
  readonly endsMs: number;
  /** Something that it asked about a lane's progress got lost. */
  hasLostProgress: boolean;
}

/**
 * What lies between a process and its services: each operation waits for its turn, and may get lost on the way there, on the way
 * back, arrive long after it was given up, or end the process.
 */
export function faultyNetwork(world: World, owner: Caller, crash: () => void): Around {
  const { scheduler, faults, random } = world;
  const { focus, expiry } = world.scenario;

  return (operation, perform) => {
    const label = `${owner.name}  ${describe(operation)}`;
    const isWrite = WRITES.has(operation.name);
    const isFocus = operation.name === focus?.operation;
    const lossWeight = isFocus && !focus.isDeadly ? FOCUS_WEIGHT : 1;
    const deathWeight = isFocus && focus.isDeadly ? FOCUS_WEIGHT : 1;
    const landLater = (when: string): void => {
      scheduler.landLater(random.int(0, LATEST_LANDING_MS), () => {
        scheduler.note(`${label} LANDS ${when}`);
        perform().catch((error: unknown) => {
          if (!(error instanceof Refusal)) world.violate(String(error));
        });
      });
    };

    const take = async (resolve: (outcome: unknown) => void, reject: (error: unknown) => void): Promise<void> => {
      const lose = (what: string, throttled = false): void => {
        scheduler.note(`${label} ${what.toUpperCase()}`);
        if (PROGRESS.has(operation.name)) owner.hasLostProgress = true;
        reject(new RetryableError(`${operation.name}: ${what}`, { throttled }));
      };
      if (scheduler.nowMs >= owner.endsMs) {
        scheduler.note(`${label} ENDED BEFORE IT, FOR ITS TIME IS UP`);
        return crash();
      }
      if (faults.happens('crash before an operation', deathWeight)) {
        scheduler.note(`${label} CRASHED BEFORE IT`);
        return crash();
      }
      if (faults.happens('throttled', lossWeight)) return lose('throttled', true);
      if (faults.happens('request lost', lossWeight)) return lose('request lost');
      if (isWrite && faults.happens('write lands late', lossWeight)) {
        landLater('LATE');
        return lose('timed out, lands late');
      }
      let outcome: unknown;
      try {
        outcome = await perform();
      } catch (error) {
        return reject(error);
      }
      if (faults.happens('answer lost', lossWeight)) return lose('done, answer lost');
      scheduler.note(`${label} → ${describe({ name: '', args: [outcome] }).trim()}`);
      // What is decided and not done comes back when its windows have expired.
      const isLeftUndone =
        expiry && operation.name === 'decideRedrive' && faults.happens('redriver ended once it has decided');
      if (isLeftUndone || faults.happens('crash after an operation', deathWeight)) {
        scheduler.note(`${owner.name}  CRASHED AFTER IT`);
        return crash();
      }
      resolve(outcome);
    };

    // A process that crashed waits for ever.
    if (owner.isDead) return new Promise(() => {});
    return new Promise((resolve, reject) => {
      const landAfterDeath = () => {
        if (faults.happens('write lands after its process died')) landLater('AFTER ITS PROCESS DIED');
      };
      scheduler.at(
        random.int(0, owner.mostLatencyMs),
        () => void take(resolve, reject),
        owner,
        isWrite ? landAfterDeath : null,
      );
    });
  };
}
