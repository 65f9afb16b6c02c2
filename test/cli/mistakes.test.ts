import { describe, expect, it } from 'vitest';
import { ClientError } from '../../src/client/index.ts';
import { DefinitionError } from '../../src/engine/errors.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { runCli } from './fake-session.ts';

const errorNamed = (name: string, message: string, fields: object = {}): Error =>
  Object.assign(new Error(message), { name, ...fields });
const refused = errorNamed('Error', 'connect ECONNREFUSED 127.0.0.1:4566', { code: 'ECONNREFUSED' });

describe('a mistake at the command line takes one line and exit code 2:', () => {
  it.each([
    ['resultz flights hourly', /^unknown command 'resultz' \(Did you mean results\?\)$/],
    ['results flights', /^missing required argument 'aggregation'$/],
    ['results flights hourly daily', /^too many arguments/],
    ['results flights hourly --kye ATL', /^unknown option '--kye' \(Did you mean --key\?\)$/],
    ['results flights hourly --key', /argument missing$/],
    ['results flights hourly --from yesterday', /'yesterday' is invalid. Give a date \(2001-01-01\), a time in UTC/],
    ['results flights hourly --from 2001-13-01', /'2001-13-01' is invalid/],
    ['drain flights --timeout 5', /'5' is invalid. Give a length of time, such as 90s, 5m or 1h.$/],
    ['drain flights --timeout -5m', /'-5m' is invalid/],
    ['dlq lss flights', /^unknown command 'lss' \(Did you mean ls\?\)$/],
    ['dlq ls', /^missing required argument 'pipeline'$/],
    ['dlq ls flights --since yesterday', /'yesterday' is invalid. Give a date/],
    ['dlq ls flights --limit 0', /'0' is invalid. Give a whole number from 1 to 999999.$/],
    ['dlq show flights', /^missing required argument 'id'$/],
    ['dlq stats', /^missing required argument 'pipeline'$/],
    ['dlq redrive flights --rate 501', /'501' is invalid. Give a whole number from 1 to 500.$/],
    ['dlq redrive flights --rate 0.5', /'0.5' is invalid/],
    ['dlq purge flights --aggregation hourly', /^unknown option '--aggregation'/],
    ['dlq cancel flights now', /^too many arguments/],
    ['late redrive flights --reason X', /^unknown option '--reason'/],
    ['late purge flights', /^unknown command 'purge'/],
  ])('millrace %s', async (line, message) => {
    const { exitCode, said, out, connected } = await runCli(line);
    expect(exitCode).toBe(2);
    expect(said).toEqual([expect.stringMatching(message)]);
    expect(said.join()).not.toContain('\n');
    expect(out).toEqual([]);
    expect(connected).toEqual([]);
  });
});

describe('what AWS says takes one line too:', () => {
  it.each<[string, Error, RegExp]>([
    [
      'a pipeline that is not deployed',
      new ClientError('pipeline "flights" is not deployed: run x'),
      /not deployed: run x$/,
    ],
    [
      'no credentials',
      errorNamed('CredentialsProviderError', 'Could not load credentials'),
      /^no AWS credentials .*AWS_PROFILE/,
    ],
    [
      'a login that ran out',
      errorNamed('ExpiredTokenException', 'The security token is expired'),
      /refused the AWS credentials/,
    ],
    ['no region', new Error('Region is missing'), /^no AWS region: set AWS_REGION/],
    [
      'no permission',
      errorNamed('AccessDeniedException', 'not authorized to perform: dynamodb:Query\n on it'),
      /^not allowed: .*dynamodb:Query$/,
    ],
    ['nobody at the endpoint', refused, /^cannot reach http:\/\/here:1 \(connection refused\)/],
    ['an unknown host', errorNamed('Error', 'getaddrinfo', { code: 'ENOTFOUND' }), /unknown host/],
    ['no answer', errorNamed('TimeoutError', 'timed out'), /no answer in time/],
    ['a failure inside a port', new RetryableError('reading failed', { cause: refused }), /connection refused/],
    [
      'a broken definition',
      new DefinitionError('flights', ['aggregations is empty']),
      /^pipeline "flights" is not valid:\n {2}- aggregations is empty$/,
    ],
    [
      'a source that does not parse',
      errorNamed('TransformError', 'Transform failed with 1 error:\n/p/pipeline.ts:6:22: ERROR: Expected "]"'),
      /^\/p\/pipeline.ts:6:22: ERROR: Expected "]"$/,
    ],
    [
      'anything else',
      new TypeError('x is not a function\nat y'),
      /^unexpected failure: TypeError: x is not a function$/,
    ],
  ])('%s', async (_, failure, message) => {
    const { exitCode, said } = await runCli('drain flights', { failure, endpoint: 'http://here:1' });
    expect(exitCode).toBe(2);
    expect(said).toEqual([expect.stringMatching(message)]);
  });

  it('names the endpoint of the command line before that of the environment', async () => {
    const { said } = await runCli('drain flights --endpoint http://there:2', {
      failure: refused,
      endpoint: 'http://here:1',
    });
    expect(said[0]).toContain('cannot reach http://there:2');
  });
});

describe('help', () => {
  it.each(['--help', 'results --help', 'help drain'])('millrace %s is no failure', async (line) => {
    const { exitCode, said, out } = await runCli(line);
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: [] });
    expect(out[0]).toMatch(/^Usage: millrace/);
  });
});
