import { GUARDS, type Guard } from './guards.ts';
import { disputed, type Faults, type ModelEvent, plain, rejected, type Scope } from './scope.ts';

const small = (name: string, events: readonly ModelEvent[], rest: Partial<Scope> = {}): Scope => ({
  name,
  events,
  faults: {},
  materializers: 1,
  redrivers: 0,
  ...rest,
});

const ONE = small('an event', [plain(0, 1)]);
const TWO = small('two events of a lane', [plain(0, 1), plain(0, 1)]);
const DISPUTED = small('an event that versions judge differently', [disputed(0, 1)], { redrivers: 1 });
const REJECTED = small('a rejected event', [rejected(0, 1)], { redrivers: 2 });
const withOne = (scope: Scope, ...faults: readonly (keyof Faults)[]): Scope => ({
  ...scope,
  faults: Object.fromEntries(faults.map((fault) => [fault, 1])),
});

/** For each guard the smallest scope in which nothing goes wrong with it, and something does without it. */
const SCOPES: Readonly<Record<Guard, Scope>> = {
  'act before deciding': withOne(DISPUTED, 'crashes'),
  'decide anew on retry': withOne(DISPUTED, 'crashes'),
  'drop the condition': withOne(TWO, 'zombies'),
  'compare-and-set dropped': withOne(DISPUTED, 'zombies'),
  'progress before partials': withOne(ONE, 'crashes'),
  'no skip by progress': withOne(DISPUTED, 'crashes'),
  'no mark': ONE,
  'mark cleared blindly': TWO,
  'nonce read after the query': TWO,
  'inconsistent query': ONE,
  'no look': TWO,
  'inconsistent look': TWO,
  'look before write': TWO,
  'look only at buckets written': withOne(TWO, 'crashes'),
  'announce after look': TWO,
  'last writer wins on results': { ...TWO, materializers: 2 },
  'highest instead of lowest failed record': withOne(TWO, 'failures'),
  'continue after a failure': withOne(ONE, 'failures'),
  'swallow an error': withOne(ONE, 'failures'),
  'ack before the rejected record is queued': withOne(REJECTED, 'crashes'),
  'un-awaited write': withOne(ONE, 'crashes'),
  // One write without an answer, and the one that repeats it.
  'blind rewrite after a timeout': { ...TWO, faults: { zombies: 2 } },
  'finite mapping retries with naive recovery': { ...withOne(ONE, 'crashes'), redrivers: 1 },
  'redrive through the lane’s partial': {
    ...small('a rejected event, then one that counts', [rejected(0, 1), plain(0, 1)]),
    redrivers: 1,
  },
  'redrive without a stored decision': REJECTED,
};

export const brokenGuards: readonly { readonly guard: Guard; readonly scope: Scope }[] = GUARDS.map((guard) => ({
  guard,
  scope: SCOPES[guard],
}));
