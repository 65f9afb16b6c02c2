import { Command } from 'commander';
import pc from 'picocolors';
import type { Check } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { needsAttention } from './attention.ts';
import { checkSchemas } from './check-schemas.ts';
import { synthesizeProcessing } from './doctor-synth.ts';
import { endpointOption } from './letter-options.ts';
import { jsonOption } from './read-options.ts';
import type { Session } from './session.ts';

interface DoctorFlags {
  readonly json?: true;
  readonly endpoint?: string;
}

/** `millrace doctor [pipeline]` */
export function doctorCommand({ openCheckup, connectRegistry, sending, project, output }: Session): Command {
  async function* checksOf(name: string | undefined, endpoint: string | undefined): AsyncGenerator<Check, void> {
    // A name that is no pipeline's is a mistake, not a finding.
    const definition = name === undefined ? undefined : await sending.loadPipeline(name);
    const checkup = await openCheckup(endpoint);
    let isReachable = true;
    for await (const check of checkup.environment(name)) {
      isReachable &&= check.state !== 'fail';
      yield check;
    }
    if (!definition || !isReachable) return;
    yield* checkup.pipeline(definition);
    if (definition.records.format === 'glue') yield* schemasOf(definition.name, endpoint);
    yield* checkup.code(definition.name, () => {
      output.note('bundling the code that is here');
      return synthesizeProcessing(project, definition.name);
    });
  }
  async function* schemasOf(name: string, endpoint: string | undefined): AsyncGenerator<Check, void> {
    try {
      yield* checkSchemas(project, name, await connectRegistry(endpoint));
    } catch (error) {
      const found = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
      yield { name: 'schemas', state: 'fail', found, cure: `npx millrace schemas check ${name}` };
    }
  }
  return new Command('doctor')
    .summary('look for what is wrong with an installation')
    .description(
      'Look for what is wrong with an installation: Node, region, credentials, stacks, stream, tables, queues, and where definition, schemas and code here are not those that are deployed.',
    )
    .argument('[pipeline]', 'name of a folder in pipelines/; without one: this machine and what is deployed')
    .addOption(jsonOption('one JSON object a line'))
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (pipeline: string | undefined, { json, endpoint }: DoctorFlags) => {
      let failures = 0;
      for await (const check of checksOf(pipeline, endpoint)) {
        if (check.state === 'fail') failures += 1;
        for (const line of json ? [jsonText(check)] : linesOf(check)) output.line(line);
      }
      if (failures > 0) throw needsAttention();
    });
}

const NAME_WIDTH = 28;
const COLOURS = { ok: pc.green, warn: pc.yellow, fail: pc.red } as const;

function linesOf({ name, state, found, cure }: Check): string[] {
  const line = `${COLOURS[state](state.padEnd(4))}  ${name.padEnd(NAME_WIDTH)}  ${found}`;
  return [cure === undefined ? line : `${line} → ${cure}`];
}

const HELP = `
Each check is one line: ok, warn or fail, what was found and what to do about it. Nothing is changed.

The definition is compared by its fingerprint with the one that state was written with, the schemas with the registry's, the code of each
function with what was deployed last. For that the code here is bundled as for a deployment, which takes some seconds.

Exits with 0 where nothing failed, 1 where something did, 2 for a mistake at the command line.

Examples:
  millrace doctor
  millrace doctor flights
  millrace doctor flights --json | jq 'select(.state != "ok")'`;
