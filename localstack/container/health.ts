/** Services that a pipeline's stacks and the CDK command call. */
export const NEEDED_SERVICES = [
  'cloudformation',
  'dynamodb',
  'glue',
  'iam',
  'kinesis',
  'lambda',
  's3',
  'scheduler',
  'sqs',
  'ssm',
];

/** LocalStack's words for a service that answers, or will when it is first called. */
const USABLE = ['available', 'running'];

/** The needed services that this LocalStack does not offer, by what `/_localstack/health` answered. */
export function missingServices(health: unknown): readonly string[] {
  const states = isObject(health) && isObject(health.services) ? health.services : {};
  return NEEDED_SERVICES.filter((name) => !USABLE.includes(String(states[name])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
