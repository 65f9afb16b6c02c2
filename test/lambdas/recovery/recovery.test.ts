import { describe, expect, it } from 'vitest';
import { encodePosition } from '../../../src/engine/position.ts';
import { NO_PROGRESS } from '../../../src/engine/progress.ts';
import { composeRecovery } from '../../support/compose-functions.ts';
import { intercept } from '../../support/intercept.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { LANE } from '../../support/sales.ts';
import { failedOf, GAVE_UP_MS, put, setUp, undeliveredBody } from './recovery-setup.ts';

const message = (from: number, through: number, messageId = 'm') => ({
  messageId,
  body: undeliveredBody(from, through),
});

describe('recovery', () => {
  it('sends the record that Lambda could not deliver to the retry queue, whole, with what Lambda says of it', async () => {
    const { deps, recover } = setUp(1);
    const data = Uint8Array.from({ length: 3_000_000 }, (_, byte) => byte % 251);
    put(deps, 2, data);
    expect(failedOf(await recover(message(2, 2)))).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toEqual([
      {
        record: {
          lane: LANE,
          sequenceNumber: '2',
          partitionKey: 'key-2',
          arrivalMs: 1_700_000_000_002,
          dataBase64: Buffer.from(data).toString('base64'),
        },
        position: encodePosition('2'),
        reason: 'UNDELIVERABLE',
        message: 'Lambda did not deliver it (RecordAgeExceeded); it has 3000000 bytes',
        attempts: 1,
        firstFailedMs: GAVE_UP_MS,
      },
    ]);
    expect(deps.log.lines).toEqual(['info recovered']);
  });

  it('takes every record of the batch, and none beside it', async () => {
    const { recover, sent } = setUp(200);
    expect(failedOf(await recover(message(50, 149)))).toEqual([]);
    expect(sent()).toEqual(Array.from({ length: 100 }, (_, index) => 50 + index));
  });

  it('holds no more of a batch than one large record, or as many small ones as the queue is sent at once', async () => {
    const { deps, sent } = setUp(0);
    for (let number = 1; number <= 4; number += 1) put(deps, number, new Uint8Array(600_000));
    for (let number = 5; number <= 100; number += 1) put(deps, number, new Uint8Array(1_000));
    const held: number[] = [];
    const deadLetters = intercept(deps.deadLetters, ({ args: [records] }, perform) => {
      held.push(Array.isArray(records) ? records.length : 0);
      return perform();
    });
    await composeRecovery({ ...deps, deadLetters })(sqsEvent([message(1, 100)]), PLENTY_OF_TIME);
    expect(held).toEqual([1, 1, 1, 40, 40, 17]);
    expect(sent()).toHaveLength(100);
  });

  it.each(['RetryAttemptsExhausted', 'SomethingNew', undefined])(
    'takes a batch given up with condition %s',
    async (condition) => {
      const { deps, recover, sent } = setUp(3);
      const told = { ...JSON.parse(undeliveredBody(2, 3)), requestContext: { condition }, timestamp: 'soon' };
      expect(failedOf(await recover({ messageId: 'm', body: JSON.stringify(told) }))).toEqual([]);
      expect(sent()).toEqual([2, 3]);
      const [first] = deps.twins.deadLetters.rejected;
      expect(first).not.toHaveProperty('attempts');
      expect(first).not.toHaveProperty('firstFailedMs');
      expect(first?.message).toBe(`Lambda did not deliver it (${condition ?? 'without a reason'}); it has 13 bytes`);
    },
  );

  it('notes what it has sent in the progress of the lane, once, where nothing later is done', async () => {
    const { deps, recover } = setUp(9);
    const { state } = deps.twins;
    const done = { ...NO_PROGRESS, lastPosition: encodePosition('4'), decidedThrough: encodePosition('4') };
    await state.writeProgress(LANE, done, 0);
    await recover(message(2, 4), message(5, 5), message(7, 8));
    await recover(message(7, 8));
    const undelivered = [
      { from: encodePosition('5'), through: encodePosition('5') },
      { from: encodePosition('7'), through: encodePosition('8') },
    ];
    expect(await state.readProgress(LANE)).toEqual({ ...done, version: 3, undelivered });
  });

  it('notes it beside what a processor has written meanwhile', async () => {
    const { deps, recover } = setUp(9);
    const { state } = deps.twins;
    const done = { ...NO_PROGRESS, lastPosition: encodePosition('4'), decidedThrough: encodePosition('4') };
    deps.before('writeProgress', () => state.writeProgress(LANE, done, 0));
    expect(failedOf(await recover(message(5, 5)))).toEqual([]);
    const at = encodePosition('5');
    expect(await state.readProgress(LANE)).toEqual({ ...done, version: 2, undelivered: [{ from: at, through: at }] });
  });

  it('recovers a record of a shard that was closed since', async () => {
    const { deps, recover, sent } = setUp(2);
    deps.twins.stream.close(LANE.shardId);
    expect(failedOf(await recover(message(1, 2)))).toEqual([]);
    expect(sent()).toEqual([1, 2]);
  });
});

describe('what the stream no longer holds', () => {
  it('is told with its exact place, while the rest of its batch is recovered', async () => {
    const { deps, recover, sent } = setUp(9);
    deps.twins.stream.trim(LANE.shardId, '4');
    expect(failedOf(await recover(message(3, 6)))).toEqual(['m']);
    expect(sent()).toEqual([5, 6]);
    expect(deps.log.lines).toEqual([
      'error records have left the stream before they were recovered; the message is kept as not recovered: left are those from 5 through 6',
    ]);
  });

  it('is told where nothing of its batch is left, and nothing that came later is sent instead', async () => {
    const { deps, recover, sent } = setUp(9);
    deps.twins.stream.trim(LANE.shardId, '6');
    expect(failedOf(await recover(message(3, 6)))).toEqual(['m']);
    expect(sent()).toEqual([]);
    expect(deps.log.lines[0]).toMatch(/^error records have left the stream.*none of them is left$/);
  });

  it('is told where its whole shard is gone', async () => {
    const { recover, sent } = setUp(9);
    const body = undeliveredBody(3, 6, { shardId: 'shardId-000000000099' });
    expect(failedOf(await recover({ messageId: 'm', body }))).toEqual(['m']);
    expect(sent()).toEqual([]);
  });

  it('names stream, shard and range in the fields of its line', async () => {
    const { deps } = setUp(0);
    const fields: unknown[] = [];
    const log = { ...deps.log, error: (_message: string, _error: unknown, given: unknown) => void fields.push(given) };
    await composeRecovery({ ...deps, log })(sqsEvent([message(3, 6)]), PLENTY_OF_TIME);
    expect(fields).toEqual([
      {
        stream: LANE.streamName,
        shard: LANE.shardId,
        startSequenceNumber: '3',
        endSequenceNumber: '6',
        batchSize: 4,
        condition: 'RecordAgeExceeded',
        attempts: 1,
        gaveUpMs: GAVE_UP_MS,
        records: 0,
        first: undefined,
        last: undefined,
      },
    ]);
  });
});

describe('a message', () => {
  it.each([
    ['that is no JSON', 'hello', /must be a JSON object/],
    ['that is no message of a mapping', '{"version":1}', /KinesisBatchInfo must be a JSON object, got nothing/],
    ['without a shard', undeliveredBody(1, 2, { shardId: '' }), /KinesisBatchInfo.shardId must be a text of at least/],
    [
      'of no stream',
      undeliveredBody(1, 2, { streamArn: 'arn:aws:sqs:us-east-1:1:queue' }),
      /must be the ARN of a stream/,
    ],
    ['whose end is before its start', undeliveredBody(10, 9), /endSequenceNumber must be at or after/],
    [
      'whose place is no number',
      undeliveredBody(Number.NaN, 9),
      /startSequenceNumber must be a sequence number, got "NaN"/,
    ],
    [
      'about another stream',
      undeliveredBody(1, 2, { streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/other' }),
      /records of another stream/,
    ],
  ])('%s is kept as not recovered', async (_what, body, line) => {
    const { deps, recover, sent } = setUp(9);
    expect(failedOf(await recover({ messageId: 'm', body }))).toEqual(['m']);
    expect(sent()).toEqual([]);
    expect(deps.log.lines).toEqual([expect.stringMatching(line)]);
  });

  it.each([null, 'Unhandled'])(
    'about records that the function was given, and answered with %s, is kept as not recovered: some may be counted',
    async (functionError) => {
      const { deps, recover, sent } = setUp(9);
      const responseContext = { statusCode: 200, executedVersion: '$LATEST', functionError };
      const body = JSON.stringify({ ...JSON.parse(undeliveredBody(3, 6)), responseContext });
      expect(failedOf(await recover({ messageId: 'm', body }))).toEqual(['m']);
      expect(sent()).toEqual([]);
      expect(deps.log.lines).toEqual([expect.stringMatching(/some may be counted.*deploy the processing stack again/)]);
    },
  );

  it('about records that Lambda tried to give the function, which refused the request, is recovered', async () => {
    const { recover, sent } = setUp(9);
    const body = JSON.stringify({ ...JSON.parse(undeliveredBody(3, 6)), responseContext: { statusCode: 413 } });
    expect(failedOf(await recover({ messageId: 'm', body }))).toEqual([]);
    expect(sent()).toEqual([3, 4, 5, 6]);
  });

  it('that fails leaves the others of its batch alone', async () => {
    const { recover, sent } = setUp(9);
    const broken = { messageId: 'broken', body: 'hello' };
    expect(failedOf(await recover(message(1, 2, 'a'), broken, message(5, 6, 'b')))).toEqual(['broken']);
    expect(sent()).toEqual([1, 2, 5, 6]);
  });

  it('that time does not allow comes again untouched', async () => {
    const { deps, sent } = setUp(9);
    let leftMs = 60_000;
    deps.before('sendRejected', async () => {
      leftMs = 1_000;
    });
    const event = sqsEvent([message(1, 2, 'a'), message(5, 6, 'b')]);
    const answer = await composeRecovery(deps)(event, { getRemainingTimeInMillis: () => leftMs });
    expect(failedOf(answer)).toEqual(['b']);
    expect(sent()).toEqual([1, 2]);
  });

  it.each(['identify', 'recordsBetween', 'sendRejected', 'readProgress', 'writeProgress'])(
    'comes again where %s fails',
    async (operation) => {
      for (const mishap of ['request lost', 'answer lost', 'throttled', 'unknown error'] as const) {
        const { deps, recover, sent } = setUp(4);
        deps.fail(operation, mishap);
        expect(failedOf(await recover(message(2, 3)))).toEqual(['m']);
        expect(failedOf(await recover(message(2, 3)))).toEqual([]);
        expect(new Set(sent())).toEqual(new Set([2, 3]));
      }
    },
  );
});
