import pc from 'picocolors';
import type { AlarmEpisodes, AlarmNote } from '../monitoring/alarm-watch.ts';
import type { MetricsVerdict } from '../monitoring/compare-metrics.ts';
import { count, counted } from './format.ts';

/** What goes off in any demo, whatever the pipeline does. */
const EXPECTED: Readonly<Record<string, string>> = {
  'watermark-stalled': 'the data is old, and so is its watermark',
};

/** An alarm as it goes off or is over: `02:15:10Z alarm dlq-not-empty: ALARM (…)`. */
export function alarmNoteLine({ alarm, summary, atMs, isOn, forMs }: AlarmNote): string {
  const time = pc.dim(`${new Date(atMs).toISOString().slice(11, 19)}Z`);
  if (!isOn) return `  ${time} alarm ${alarm}: ${pc.green('OK')} again after ${count(forMs / 1_000)} s`;
  return `  ${time} alarm ${alarm}: ${pc.red('ALARM')} (${EXPECTED[alarm] ?? summary})`;
}

/** Alarms that went off, a line each. */
export function alarmLines(alarms: readonly AlarmEpisodes[]): string[] {
  if (alarms.length === 0) return ['    none'];
  const width = Math.max(...alarms.map(({ alarm }) => alarm.length));
  return alarms.map((one) => {
    const why = EXPECTED[one.alarm];
    return `    ${one.alarm.padEnd(width)}  ${duration(one)}${one.isOn ? ' and still on' : ''}${why === undefined ? '' : pc.dim(` · ${why}`)}`;
  });
}

/** The same in one line; none where no alarm went off. */
export function alarmsLine(alarms: readonly AlarmEpisodes[]): string[] {
  if (alarms.length === 0) return [];
  const texts = (wanted: boolean) =>
    alarms.filter(({ isOn }) => isOn === wanted).map((one) => `${one.alarm} ${duration(one)}${because(one.alarm)}`);
  const [over, on] = [texts(false).join(', '), texts(true).join(', ')];
  const parts = [...(over ? [over] : []), ...(on ? [`still on ${on}`] : [])];
  return [pc.dim(`    alarms, whose five minutes are 25 s here: ${parts.join('; ')}`)];
}

function because(alarm: string): string {
  const why = EXPECTED[alarm];
  return why === undefined ? '' : ` (${why})`;
}

function duration({ times, seconds }: AlarmEpisodes): string {
  return `${times > 1 ? `${times} times, ` : ''}${count(seconds)} s`;
}

/** The first equation by the metrics alone, and how they compare with what is stored. */
export function metricsLine({ outcomes, untold, deaths, problems }: MetricsVerdict): string {
  const { read, accepted, duplicate, rejected, ignored } = outcomes;
  const terms = Object.entries({ accepted, duplicate, rejected, ignored })
    .map(([term, value]) => `${count(value)} ${pc.dim(term)}`)
    .join(' + ');
  const isEqual = read === accepted + duplicate + rejected + ignored;
  const equation = `${count(read)} ${isEqual ? pc.green('=') : pc.red('≠')} ${terms}`;
  return `    ${pc.dim('by the metrics:')} ${equation}${pc.dim(comparison(untold, deaths, problems.length > 0))}`;
}

function comparison(untold: number, deaths: number, isBroken: boolean): string {
  if (isBroken) return ', which is not what is stored';
  if (untold === 0) return ', as stored';
  const cause = deaths > 0 ? `${counted(deaths, 'invocation')} of the processor died` : 'an earlier process ended';
  return `; ${count(untold)} untold, since ${cause}`;
}
