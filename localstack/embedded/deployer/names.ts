import { createHash } from 'node:crypto';

const ACCOUNT = '000000000000';

/** Where everything is deployed to. */
export interface Location {
  readonly account: string;
  readonly region: string;
}

export const localAccount = (region: string): Location => ({ account: ACCOUNT, region });

export const arn = ({ account, region }: Location, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const SUFFIX_LENGTH = 12;

/**
 * A name as CloudFormation makes them, stack, logical id and a suffix, but with the same suffix each time, so that a later
 * deployment finds what an earlier one made.
 */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  const suffix = BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .toUpperCase()
    .slice(0, SUFFIX_LENGTH);
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - SUFFIX_LENGTH - 1)}-${suffix}`;
}

/** An identifier in the form of a UUID that is the same each time. */
export function stableUuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

const nameBy = (pattern: RegExp) => (text: string) => pattern.exec(text)?.[1];

/** The name that an ARN of a kind holds; undefined for other texts. */
export const nameIn = {
  lambdaArn: nameBy(/^arn:aws:lambda:[^:]+:[^:]+:function:([^:]+)/),
  queueArn: nameBy(/^arn:aws:sqs:[^:]+:[^:]+:([^:]+)$/),
  streamArn: nameBy(/^arn:aws:kinesis:[^:]+:[^:]+:stream\/([^/]+)$/),
};
