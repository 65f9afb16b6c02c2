import { Command, CommanderError } from 'commander';
import { groupLetters, type LetterBox, type Listing } from '../client/index.ts';
import { counted } from './counted.ts';
import { groupJson, groupLines, groupTable, letterJson, letterLines, letterTable } from './format-letters.ts';
import {
  BOX_NAMES,
  endpointOption,
  type FilterFlags,
  filterOf,
  limitOption,
  reasonOption,
  sinceOption,
  TIMES,
} from './letter-options.ts';
import type { Output, Session } from './session.ts';

interface LsFlags extends FilterFlags {
  readonly limit: number;
  readonly all?: true;
  readonly json?: true;
  readonly failIfAny?: true;
  readonly endpoint?: string;
}

/** So that a script tells letters from a failure. */
const LETTERS_ARE_THERE = 3;

/** `millrace dlq ls <pipeline>`, `millrace late ls <pipeline>` */
export function lettersLsCommand({ connect, output, interruptible }: Session, box: LetterBox): Command {
  return new Command('ls')
    .summary(`list the letters of the ${BOX_NAMES[box]}`)
    .description(`List the letters of the ${BOX_NAMES[box]} by reason: how many, since when, and one of them.`)
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .addOption(reasonOption())
    .addOption(sinceOption())
    .addOption(limitOption())
    .option('--all', 'each letter, oldest failure first')
    .option('--json', 'one JSON object a line')
    .option('--fail-if-any', `exit with ${LETTERS_ARE_THERE} where there are any`)
    .addOption(endpointOption())
    .addHelpText('after', help(box))
    .action(async (pipeline: string, flags: LsFlags) => {
      const { letters } = await connect(pipeline, flags.endpoint);
      const signal = interruptible();
      const listing = await letters.list(box, filterOf(flags), { limit: flags.limit, signal });
      write(output, listing, flags);
      const note = noteOf(listing, box);
      if (note !== undefined) output.note(note);
      if (flags.failIfAny && listing.letters.length > 0) {
        throw new CommanderError(LETTERS_ARE_THERE, 'millrace.letters', 'letters are there');
      }
    });
}

function write(output: Output, { letters }: Listing, { all, json }: LsFlags): void {
  if (letters.length === 0) return;
  if (all) {
    if (json) for (const letter of letters) output.line(letterJson(letter));
    else if (output.isTerminal) output.line(letterTable(letters));
    else for (const line of letterLines(letters)) output.line(line);
    return;
  }
  const groups = groupLetters(letters);
  if (json) for (const group of groups) output.line(groupJson(group));
  else if (output.isTerminal) output.line(groupTable(groups));
  else for (const line of groupLines(groups)) output.line(line);
}

function noteOf({ letters, looked, estimated }: Listing, box: LetterBox): string | undefined {
  if (looked === 0 && estimated === 0) return `no letters in the ${BOX_NAMES[box]}`;
  if (looked < estimated) {
    return `looked at ${looked} of about ${counted(estimated, 'letter')}: --limit looks at more, others are held by somebody else`;
  }
  return letters.length === 0 ? `none of ${counted(looked, 'letter')} is of that kind` : undefined;
}

const help = (box: LetterBox): string => `
Looking takes letters out of the queue for a moment and gives them back, so a listing of a queue that others look at or empty at the same
time is best effort. It counts as a receive, which does no harm here.

Exits with 0 whether there are letters or not; with --fail-if-any ${LETTERS_ARE_THERE} where there are; 1 for a failure.

Examples:
  millrace ${box} ls flights
  millrace ${box} ls flights --all --since 2026-11-22T10:00
  millrace ${box} ls flights --json | jq .count

${TIMES}`;
