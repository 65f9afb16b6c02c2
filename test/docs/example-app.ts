import { join } from 'node:path';
import { runApp } from '../../lib/run-app.ts';
import { EXAMPLE, PROJECT } from './markdown.ts';

/** The app as `bin/app.ts` runs it, over the pipelines of the guide. */
await runApp({ project: EXAMPLE, pipelines: join(EXAMPLE, 'pipelines'), lambdas: join(PROJECT, 'lambdas') });
