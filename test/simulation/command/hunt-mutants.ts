import { MUTANTS } from '../mutants/mutants.ts';
import type { Flags } from './flags.ts';
import type { Hunt } from './hunt.ts';
import { inOrder } from './in-order.ts';
import { findMutant } from './setting.ts';
import type { Terminal } from './terminal.ts';
import type { WorkerPool } from './worker-pool.ts';

const FIRST_SEED = 1;
/** Of what was found, so that a row stays a line. */
const MOST_CHARACTERS = 110;

/** Runs each mutant until a seed shows it, and prints which did. @returns whether none has survived */
export async function huntMutants(flags: Flags, pool: WorkerPool, terminal: Terminal): Promise<boolean> {
  const hunts: Hunt[] = [];
  const survivors = () => hunts.filter(({ violation }) => violation === null);
  const showProgress = () =>
    terminal.progress(`${hunts.length} of ${MUTANTS.length} mutants, ${survivors().length} survived`);
  showProgress();
  if (!flags.markdown) terminal.line(row('mutant', 'seeds', 'seconds', 'what was found'));
  await inOrder(
    MUTANTS.values(),
    pool.size,
    ({ name }) =>
      pool.do('hunt', {
        mutantName: name,
        firstSeed: flags.seed ?? FIRST_SEED,
        ...(flags.seeds === undefined ? {} : { mostSeeds: flags.seeds }),
      }),
    (hunt) => {
      hunts.push(hunt);
      if (!flags.markdown) terminal.line(rowOf(hunt));
      showProgress();
    },
  );
  const { length } = survivors();
  terminal.line(flags.markdown ? markdownTable(hunts) : `\n${hunts.length} mutants: ${length} survived`);
  return length === 0;
}

const NAME_WIDTH = Math.max(...MUTANTS.map(({ name }) => name.length));

/** A line of the table, which grows while mutants are hunted. */
function row(name: string, seeds: string, seconds: string, found: string): string {
  return [name.padEnd(NAME_WIDTH), seeds.padStart(5), seconds.padStart(7), found].join('  ');
}

function rowOf(hunt: Hunt): string {
  return row(hunt.mutantName, String(hunt.seeds), (hunt.ms / 1_000).toFixed(1), foundText(hunt));
}

/** Without times, so that it is the same each time. */
function markdownTable(hunts: readonly Hunt[]): string {
  const rows = hunts.map((hunt) => {
    const { name, rule } = findMutant(hunt.mutantName);
    return [name, rule, String(hunt.seeds), foundText(hunt)].map((cell) => cell.replaceAll('|', '\\|'));
  });
  return [['mutant', 'the rule that it breaks', 'seeds', 'what was found'], ['---', '---', '--:', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function foundText({ violation, problem }: Hunt): string {
  const [line = ''] = (violation ?? problem ?? 'NOTHING').split('\n');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line;
}
