import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runApp } from '../lib/run-app.ts';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

await runApp({ project, pipelines: join(project, 'pipelines'), lambdas: join(project, 'lambdas') });
