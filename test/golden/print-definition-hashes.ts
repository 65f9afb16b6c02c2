import { definitionHash } from '../../src/engine/definition-hash.ts';
import { samplePipeline } from './sample-definition.ts';

/** Run by tsx, as synth is: another loader may print functions otherwise. */
const hashes = samplePipeline.aggregations.map((of) => [of.name, definitionHash(samplePipeline, of)]);
process.stdout.write(JSON.stringify(Object.fromEntries(hashes)));
