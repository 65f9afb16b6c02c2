import { Command, InvalidArgumentError } from 'commander';

export interface Flags {
  readonly pipeline: string;
  readonly endpoint: string;
  readonly port: number;
}

/** Where `npm start` and `npm run local` listen. */
const LOCAL = 'http://127.0.0.1:4566';
const PORT = 4580;
const MAX_PORT = 65_535;

/** The command line of `npm run console`. @param inForce the endpoint where none is given */
export function parseFlags(args: readonly string[], inForce: string | undefined): Flags {
  const command = new Command('npm run console --')
    .description('Serves a page that shows a running pipeline, on this machine alone.')
    .argument('[pipeline]', 'name of a folder in pipelines/', 'flights')
    .option('--endpoint <url>', 'where the pipeline runs', endpointUrl, inForce ?? LOCAL)
    .option('--port <port>', 'port of the page on the loopback interface; 0 takes a free one', wholePort, PORT)
    .allowExcessArguments(false)
    .addHelpText('after', EXAMPLES)
    .parse(args, { from: 'user' });
  const [pipeline = ''] = command.processedArgs;
  return { pipeline, ...command.opts<Omit<Flags, 'pipeline'>>() };
}

function endpointUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Give a URL such as http://127.0.0.1:4566.');
}

function wholePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`Give a whole number from 0 to ${MAX_PORT}.`);
}

const EXAMPLES = `
Examples:
  npm start -- --keep                  in one terminal, and in another:
  npm run console
  npm run console -- orders --port 0
  npm run console -- flights --endpoint http://127.0.0.1:4567`;
