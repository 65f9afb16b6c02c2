import { Command } from 'commander';
import type { FoundLetter, LetterBox, Letters } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { letterJsonText, letterText, type ShownPayload } from './format-letter.ts';
import { BOX_NAMES, endpointOption, limitOption } from './letter-options.ts';
import type { Session } from './session.ts';

interface ShowFlags {
  readonly limit: number;
  readonly json?: true;
  readonly raw?: true;
  readonly endpoint?: string;
}

/** `millrace dlq show <pipeline> <id>`, `millrace late show <pipeline> <id>` */
export function lettersShowCommand({ connect, output, interruptible }: Session, box: LetterBox): Command {
  return new Command('show')
    .summary(`show one letter of the ${BOX_NAMES[box]}`)
    .description('Show all of one letter: why it is there, which record it is, and what its bytes say.')
    .argument('<pipeline>', 'name of a folder in pipelines/')
    .argument(
      '<id>',
      'id of the letter or its message, position or sequence number of its record, or the beginning of one',
    )
    .addOption(limitOption())
    .option('--json', 'as one JSON object')
    .option('--raw', "the record's bytes as they are")
    .addOption(endpointOption())
    .addHelpText('after', help(box))
    .action(async (pipeline: string, id: string, { limit, json, raw, endpoint }: ShowFlags) => {
      const { letters } = await connect(pipeline, endpoint);
      const found = await letters.find(box, id, { limit, signal: interruptible() });
      const payload = await payloadOf(letters, found, !raw);
      if (raw) output.bytes(rawOf(found, payload));
      else if (json) output.line(letterJsonText(found, payload));
      else for (const line of letterText(found, payload)) output.line(line);
    });
}

async function payloadOf(letters: Letters, { letter }: FoundLetter, decode: boolean): Promise<ShownPayload> {
  const bytes = letter && (await letters.bytesOf(letter));
  return { bytes, decoded: bytes && decode ? await letters.decode(bytes) : undefined };
}

function rawOf({ letter, body }: FoundLetter, { bytes }: ShownPayload): Uint8Array {
  if (!letter) return Buffer.from(body);
  if (bytes) return bytes;
  const where = 'archived' in letter ? `: there is no s3://${letter.archived.bucket}/${letter.archived.key}` : '';
  throw new CliError(`the archive has the record no more${where}`);
}

const help = (box: LetterBox): string => `
The bytes are read under the pipeline's definition in this folder: as an event of the newest schema version, else as JSON, else in
hexadecimal. For a version that is named by its id alone the schema registry is asked.

Examples:
  millrace ${box} show flights 3f2c91ab
  millrace ${box} show flights 3f2c91ab --json | jq .decoded.event
  millrace ${box} show flights 3f2c91ab --raw > record.bin`;
