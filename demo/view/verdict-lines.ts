import pc from 'picocolors';
import type { Report } from '../report.ts';
import { count, counted, decimal } from './format.ts';

/** How a run came out, for a person. */
export function verdictLines(report: Report): string[] {
  const lines = report.verified ? [...success(report)] : [...report.problems.map((line) => `  ${pc.red('✘')} ${line}`)];
  return [...lines, ...cost(report)];
}

function success({ results, corrections, tooLate, rejected, seconds }: Report): string[] {
  const aside = [
    ...(tooLate > 0 ? [`${counted(tooLate, 'record')} too late`] : []),
    ...(rejected > 0 ? [`${counted(rejected, 'record')} rejected`] : []),
  ];
  const found = aside.length > 0 ? `, and ${aside.join(' and ')} found whole in their queues` : '';
  return [
    `  ${pc.green('✔')} ${pc.bold('verified')} in ${decimal(seconds)} s: code that shares nothing with the pipeline recomputed all of it`,
    `    ${counted(results, 'result')} exact, ${counted(corrections, 'correction')} by late events${found}`,
  ];
}

function cost({ writeUnits, writeUnitsPer1000Events, oneUpdatePerEventUnits, events }: Report): string[] {
  if (writeUnits === null || writeUnitsPer1000Events === null) return [];
  const { total, state, progress, marks, results } = writeUnits;
  const plain = (oneUpdatePerEventUnits / events) * 1_000;
  return [
    pc.dim(
      `    ${count(writeUnitsPer1000Events)} DynamoDB write units per 1,000 events; one update per event and key would take ${count(plain)}`,
    ),
    pc.dim(
      `    ${count(total)} in all: ${count(state)} state, ${count(progress)} progress, ${count(marks)} marks, ${count(results)} results`,
    ),
  ];
}
