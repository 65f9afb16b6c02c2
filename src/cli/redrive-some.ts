import { groupLetters, type LetterBox, type LetterFilter, type Letters, type TakeReport } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { counted } from './counted.ts';
import { sumOf, talliedLetters } from './format-letters.ts';
import { BOX_NAMES } from './letter-options.ts';
import type { Output } from './session.ts';

interface SomeLetters {
  readonly box: LetterBox;
  readonly filter: LetterFilter;
  readonly signal: AbortSignal;
}

/** Tells which letters would be taken; looks at all of them. */
export async function tellWhich(letters: Letters, output: Output, would: string, some: SomeLetters): Promise<void> {
  const { box, filter, signal } = some;
  const listing = await letters.list(box, filter, { signal });
  if (signal.aborted) throw new CliError(`interrupted after ${counted(listing.looked, 'letter')}`);
  const tally = new Map(groupLetters(listing.letters).map(({ reason, count }) => [reason, count]));
  output.line(`would ${would} ${talliedLetters(tally)}, of ${listing.looked} in the ${BOX_NAMES[box]}`);
}

/** Sends letters back to the retry queue one by one, and tells how it came out. */
export async function moveSome(
  letters: Letters,
  output: Output,
  { box, filter, signal, perSecond }: SomeLetters & { readonly perSecond: number | undefined },
): Promise<TakeReport> {
  const report = await letters.moveToRetry(box, filter, {
    signal,
    perSecond,
    onProgress: ({ taken }) => output.note(`${counted(sumOf(taken), 'letter')} moved`),
  });
  tell(output, 'moved', 'to the retry queue', report);
  return report;
}

/** Tells what was taken and what stays. @throws CliError where it was ended before its end */
export function tell(output: Output, done: string, whither: string, report: TakeReport): void {
  const { taken, left, again, interrupted } = report;
  const what = `${done} ${talliedLetters(taken)}${whither === '' ? '' : ` ${whither}`}`;
  const stays = [
    ...(sumOf(left) > 0 ? [`left ${talliedLetters(left)}`] : []),
    ...(again > 0 ? [`left ${counted(again, 'letter')} of records that were moved just now`] : []),
  ];
  if (interrupted) throw new CliError(`interrupted: ${[what, ...stays].join('; ')}; run it again to go on`);
  output.line([what, ...stays].join('; '));
}
