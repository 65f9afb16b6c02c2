import { CreateSchemaCommand, GetSchemaVersionCommand, ListRegistriesCommand } from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { PERSON, startGlue } from './start-glue.ts';

async function outcomes(seed: number): Promise<string[]> {
  const { glue, log, stop } = await startGlue({ glue: { throttling: { seed, share: 0.3 } } });
  const names: string[] = [];
  for (let call = 0; call < 200; call += 1) {
    const answer = await glue.send(new ListRegistriesCommand({})).then(
      () => 'answered',
      (error: Error) => `${error.name}: ${error.message}`,
    );
    names.push(answer);
  }
  await stop();
  expect(log).toEqual([]);
  return names;
}

it('throttles a share of the calls, the same ones for the same seed', async () => {
  const first = await outcomes(7);
  expect(new Set(first)).toEqual(new Set(['answered', 'ThrottlingException: Rate exceeded']));
  const throttled = first.filter((outcome) => outcome !== 'answered').length;
  expect(throttled).toBeGreaterThan(200 * 0.2);
  expect(throttled).toBeLessThan(200 * 0.4);
  expect(await outcomes(7)).toEqual(first);
  expect(await outcomes(8)).not.toEqual(first);
});

it('answers nothing while it is down, and goes on with what it knew', async () => {
  const { glue, log, outages } = await startGlue();
  const created = await glue.send(
    new CreateSchemaCommand({ SchemaName: 'people', DataFormat: 'AVRO', SchemaDefinition: PERSON }),
  );
  const get = () => glue.send(new GetSchemaVersionCommand({ SchemaVersionId: created.SchemaVersionId }));
  outages.start('glue');
  await expect(get()).rejects.toMatchObject({ name: 'InternalServiceException', $fault: 'server' });
  outages.end('glue');
  expect((await get()).SchemaDefinition).toBe(PERSON);
  expect(log).toEqual([]);
});
