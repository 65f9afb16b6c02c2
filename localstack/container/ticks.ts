/** What a schedule that sends to a queue sends. */
export interface Tick {
  readonly body: string;
  readonly messageGroupId: string;
}

const EXECUTION_ID = '<aws.scheduler.execution-id>';

/**
 * What the schedule of a synthesized processing stack sends when it fires. LocalStack stores schedules and never fires them (its
 * documentation, EventBridge Scheduler, "Current Limitations"), so the run does it in its place.
 *
 * @throws Error where the template holds no schedule for a queue
 */
export function tickOf(template: unknown, executionId: string): Tick {
  const schedule = Object.values(resourcesOf(template)).find(
    (resource) => resource.Type === 'AWS::Scheduler::Schedule',
  );
  const { Input: input, SqsParameters: parameters } = schedule?.Properties?.Target ?? {};
  if (input === undefined || parameters === undefined) throw new Error('the template holds no schedule for a queue');
  return { body: input.replaceAll(EXECUTION_ID, executionId), messageGroupId: parameters.MessageGroupId };
}

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly Target?: { readonly Input?: string; readonly SqsParameters?: { readonly MessageGroupId: string } };
  };
}

function resourcesOf(template: unknown): Readonly<Record<string, Resource>> {
  // A parse boundary: the file is what `cdk synth` has just written.
  return (template as { readonly Resources?: Readonly<Record<string, Resource>> }).Resources ?? {};
}

/** Sends a tick a minute until `signal` says to stop. Rejects where one cannot be sent, and where `sleep` does when told to stop. */
export async function tickEveryMinute(
  send: () => Promise<void>,
  sleep: (delayMs: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await send();
    await sleep(60_000, signal);
  }
}
