import pc from 'picocolors';
import type { Outcomes } from '../verifier/evidence.ts';
import { count } from './format.ts';

/** Both accounting equations, term by term; a sum that does not come out is shown in red. */
export function accountingLines(sent: number, counts: Outcomes): string[] {
  const { read, accepted, duplicate, rejected, ignored, aggregations } = counts;
  const inFlight = sent - read;
  const width = Math.max(...Object.keys(aggregations).map((name) => name.length), 'sent'.length);
  return [
    equation('sent', width, sent, { accepted, duplicate, rejected, ignored, 'in flight': inFlight }),
    ...Object.entries(aggregations).map(([name, { counted, filtered, tooLate }]) =>
      equation(name, width, accepted, { counted, filtered, 'too late': tooLate }),
    ),
  ];
}

/** How many of the accepted events were written under which version of their schema. */
export function versionsLine(byVersion: Readonly<Record<string, number>>): string {
  const terms = Object.entries(byVersion).map(([version, events]) => `${count(events)} ${pc.dim(version)}`);
  return `    ${pc.dim('schema versions in use:')} ${terms.join(', ')}`;
}

function equation(name: string, width: number, total: number, terms: Readonly<Record<string, number>>): string {
  const sum = Object.values(terms).reduce((a, b) => a + b, 0);
  const right = Object.entries(terms)
    .map(([term, value]) => `${count(value)} ${pc.dim(term)}`)
    .join(' + ');
  const equals = sum === total ? pc.green('=') : pc.red('≠');
  return `    ${name.padEnd(width)}  ${count(total)} ${equals} ${right}`;
}
