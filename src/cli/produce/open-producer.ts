import { makeClientDeps } from '../../client/index.ts';
import { findResources } from '../../client/resources.ts';
import type { Pipeline } from '../../engine/pipeline.ts';
import { makeProducer, makeProducerDeps, type Producer, type ProducerOptions } from '../../producer/index.ts';

/** A producer for a deployed pipeline, on the endpoint given or whatever is in force. @throws ClientError where it is not deployed */
export async function openProducer(
  pipeline: Pipeline,
  endpoint: string | undefined,
  options: ProducerOptions,
): Promise<Producer> {
  const clientOptions = endpoint === undefined ? {} : { endpoint };
  const { streamName } = await findResources(makeClientDeps(clientOptions).cloudformation, pipeline.name);
  return makeProducer({ ...options, ...makeProducerDeps(Math.random, clientOptions), pipeline, streamName });
}
