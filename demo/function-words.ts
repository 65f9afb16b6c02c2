import type { LocalAws } from '../localstack/embedded/local-aws.ts';
import { DemoError } from './demo-error.ts';

type Deployed = Awaited<ReturnType<LocalAws['deploy']>>;

/** Name of the function that reads the stream. */
export function processorIn(stacks: Deployed): string {
  const resources = stacks.flatMap((stack) => stack.resources);
  const found = resources.find(
    ({ type, logicalId }) => type === 'AWS::Lambda::Function' && /^StreamProcessor/.test(logicalId),
  );
  if (!found) throw new DemoError('the templates have no stream processor');
  return found.physicalId;
}

/** The last complaint of each function, for the person who wonders why nothing moves. */
export function lastWords(logs: LocalAws['functionLogs'], stacks: Deployed): string {
  const functions = stacks.flatMap(({ resources }) =>
    resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ physicalId }) => physicalId),
  );
  const complaints = functions.flatMap((name) => {
    const last = logs.read(name).findLast((line) => /"level":"(WARN|ERROR)"|Error/.test(line));
    return last === undefined ? [] : [`${name}: ${last.slice(0, 300)}`];
  });
  return complaints.length > 0 ? complaints.join('; ') : 'the functions did not complain';
}
