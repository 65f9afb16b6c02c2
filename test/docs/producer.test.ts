import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadPipeline } from '../../src/cli/load-pipeline.ts';
import { openProducer } from '../../src/cli/produce/open-producer.ts';
import { produceCommand } from '../../src/cli/produce-command.ts';
import { run } from '../../src/cli/run.ts';
import type { Session } from '../../src/cli/session.ts';
import { systemClock } from '../../src/client/clock.ts';
import { localEnvironment } from '../../src/client/index.ts';
import { settingsOf } from '../../src/producer/options.ts';
import { sharedHarness } from '../embedded/services/harness.ts';
import { codeBlocks, EXAMPLE, shownOutput, tableRows } from './markdown.ts';

const PAGE = 'docs/producer.md';
const aws = sharedHarness();

describe('the page about sending, followed', () => {
  beforeAll(async () => {
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    vi.stubEnv('AWS_ENDPOINT_URL', aws().endpoint);
    for (const [name, value] of Object.entries(localEnvironment(aws().endpoint, {}))) vi.stubEnv(name, value);
    await aws().kinesis.send(new CreateStreamCommand({ StreamName: 'visits', ShardCount: 1 }));
    const resources = ['StateTableName', 'ResultsTableName', 'TasksQueueUrl', 'PokesQueueUrl', 'RetryQueueUrl'];
    const more = ['DlqUrl', 'LateQueueUrl', 'UndeliverableQueueUrl', 'UnrecoveredQueueUrl', 'ArchiveBucketName'];
    aws().registerStack({
      stackName: 'millrace-visits-state',
      status: 'CREATE_COMPLETE',
      outputs: ['StreamName', ...resources, ...more].map((key) => ({ key, value: 'visits' })),
      resources: [],
    });
  });

  afterAll(() => vi.unstubAllEnvs());

  /** What the commands of a page print, one after the other. */
  async function printedBy(...lines: readonly string[]): Promise<string> {
    const printed: string[] = [];
    for (const line of lines) {
      const args = line.split(' ').map((word) => word.replace(/^visits\.(ndjson|csv)$/, join(EXAMPLE, word)));
      await run(args, {
        project: EXAMPLE,
        endpoint: aws().endpoint,
        say: (text) => printed.push(`millrace: ${text}`),
        output: {
          line: (text) => printed.push(text),
          note: () => {},
          frame: () => {},
          bytes: () => {},
          isTerminal: false,
        },
        connect: () => Promise.reject(new Error('nothing is read')),
        connectRegistry: () => Promise.reject(new Error('no schema is registered')),
        openCheckup: () => Promise.reject(new Error('nothing is looked for')),
        clock: systemClock,
        interruptible: () => new AbortController().signal,
        sending: {
          loadPipeline: (name) => loadPipeline(join(EXAMPLE, 'pipelines'), name),
          openProducer: (pipeline, _, options) => openProducer(pipeline, aws().endpoint, options),
          stdin: process.stdin,
          startProgress: () => ({ update() {}, clear() {}, stop() {} }),
        },
      });
    }
    return printed.join('\n');
  }

  it('prints what the program prints', async () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    await import('./example/scripts/send-typed-visits.ts').finally(() => spy.mockRestore());
    expect(written.join('').trimEnd()).toBe(shownOutput(PAGE, 'library'));
  });

  it('prints what the commands print', async () => {
    const commands = codeBlocks(PAGE)
      .filter(({ language }) => language === 'sh')
      .map(({ text }) => text.split('\n').map((line) => line.replace(/^npx millrace /, '')));
    expect(commands).toHaveLength(2);
    expect(await printedBy(...(commands[0] ?? []))).toBe(shownOutput(PAGE, 'produce'));
    expect(await printedBy(...(commands[1] ?? []))).toBe(shownOutput(PAGE, 'csv'));
  });

  it.each(['visits.ndjson', 'visits.csv'])('shows %s as it is', (name) => {
    const shown = codeBlocks(PAGE).find(({ label }) => label === name);
    expect(`${shown?.text}\n`).toBe(readFileSync(join(EXAMPLE, name), 'utf8'));
  });
});

describe('the tables of the page', () => {
  const names = (title: string, pattern: RegExp): string[] =>
    tableRows(PAGE, title).flatMap(([cell = '']) => [...cell.matchAll(pattern)].map(([, name = '']) => name));

  it('name every option of the library, with its default', () => {
    const defaults = settingsOf({});
    const rows = tableRows(PAGE, 'option');
    expect(names('option', /`(\w+)`/g).sort()).toEqual([...Object.keys(defaults), 'maxPerSecond'].sort());
    for (const [name, value] of Object.entries(defaults)) {
      const shown = rows.find(([cell = '']) => cell.includes(`\`${name}\``))?.[1] ?? '';
      const expected = typeof value === 'number' ? value.toLocaleString('en') : `\`${value}\``;
      expect({ name, shown: shown.replace('32 MiB', (32 * 1_048_576).toLocaleString('en')) }).toEqual({
        name,
        shown: expect.stringContaining(expected),
      });
    }
  });

  it('name every option of the command', () => {
    // Making the command uses nothing of its session.
    const { options } = produceCommand({} as Session);
    expect(names('flag', /`(--[a-z-]+)/g).sort()).toEqual(options.map(({ long }) => long).sort());
  });
});
