import type { Check } from '../client/index.ts';
import type { RegisterSchemas } from '../client/register-schemas.ts';
import { committedSchemas } from './committed-schemas.ts';

/** Whether the schema registry has what is committed: a registration that changes nothing. */
export async function* checkSchemas(
  project: string,
  pipeline: string,
  register: RegisterSchemas,
): AsyncGenerator<Check, void> {
  const schemas = (await committedSchemas(project, [pipeline])).filter(({ isUsed }) => isUsed);
  const cure = `deploy the state stack, or npx millrace schemas register ${pipeline}`;
  const behind = new Map<string, string[]>();
  const note = (name: string, text: string): void => void behind.set(name, [...(behind.get(name) ?? []), text]);
  const named = schemas.map((schema) => ({ ...schema, name: schema.event }));
  for await (const step of register(pipeline, named, { dryRun: true })) {
    if (step.what === 'registry' && step.isNew) {
      yield { name: 'schemas', state: 'fail', found: `there is no registry ${step.registry}`, cure };
      return;
    }
    if (step.what === 'compatibility') note(step.name, `compatibility is ${step.from}, committed is ${step.to}`);
    if (step.what === 'version' && step.isNew) note(step.name, `v${step.version} is not registered`);
  }
  for (const { event, newest } of schemas) {
    const problems = behind.get(event);
    const name = `schema ${event}`;
    if (problems) yield { name, state: 'fail', found: problems.join('; '), cure };
    else yield { name, state: 'ok', found: `v1 to v${newest.version} registered as committed` };
  }
}
