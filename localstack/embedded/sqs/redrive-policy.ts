import { z } from 'zod';
import { invalidValue } from './errors.ts';

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1_000),
});

const redriveAllowPolicy = z.union([
  z.object({ redrivePermission: z.enum(['allowAll', 'denyAll']) }).strict(),
  z.object({ redrivePermission: z.literal('byQueue'), sourceQueueArns: z.array(z.string()).min(1).max(10) }),
]);

/** @throws AwsError InvalidParameterValue */
export function parseRedrivePolicy(value: string): RedrivePolicy {
  const result = redrivePolicy.safeParse(parseJson(value));
  if (result.success) return result.data;
  throw invalidValue(
    'RedrivePolicy',
    value,
    `Invalid value for ${String(result.error.issues[0]?.path[0] ?? 'policy')}.`,
  );
}

/** Tells whether a queue may use another, with this policy, as its dead-letter queue. @throws AwsError InvalidParameterValue */
export function allowsRedriveFrom(sourceArn: string, policy: string | undefined): boolean {
  if (policy === undefined) return true;
  const allowed = parseRedriveAllowPolicy(policy);
  if (allowed.redrivePermission === 'byQueue') return allowed.sourceQueueArns.includes(sourceArn);
  return allowed.redrivePermission === 'allowAll';
}

/** @throws AwsError InvalidParameterValue */
export function parseRedriveAllowPolicy(value: string): z.infer<typeof redriveAllowPolicy> {
  const result = redriveAllowPolicy.safeParse(parseJson(value));
  if (result.success) return result.data;
  throw invalidValue(
    'RedriveAllowPolicy',
    value,
    'Amazon SQS cannot create the redrive allow policy, it is malformed.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
