import type { Context, SQSEvent } from 'aws-lambda';
import pipeline from '#pipeline';
import { archiveOf } from '../aws/archive.ts';
import { rejectedLettersOf } from '../aws/rejected-letters.ts';
import { stateStoreOf } from '../aws/state-store.ts';
import { streamReaderOf } from '../aws/stream-reader.ts';
import { ownSurroundings } from '../aws/surroundings.ts';
import { makeLog } from '../shared/log.ts';
import { composeRecovery } from './compose.ts';

const around = ownSurroundings();
const log = makeLog('recovery', pipeline.name);

const recover = composeRecovery({
  state: stateStoreOf(around),
  stream: streamReaderOf(around),
  deadLetters: rejectedLettersOf(around, { pipeline: pipeline.name, archive: archiveOf(around) }),
  log,
});

export const handler = (event: SQSEvent, context: Context) => {
  log.begin(context);
  return recover(event, context);
};
