/** A schema that another team keeps in the registry of this pipeline; its events share the stream. */
export const otherTeamsSchemas = [
  {
    name: 'basket-viewed',
    format: 'JSON',
    definition: JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'BasketViewed',
      type: 'object',
      properties: { customerId: { type: 'string' }, atMs: { type: 'integer' } },
      required: ['customerId', 'atMs'],
    }),
  },
] as const;

/** A record of theirs, without the registry's header. */
export function basketViewed(customerId: string, atMs: number) {
  return {
    schema: 'basket-viewed',
    partitionKey: customerId,
    payload: new TextEncoder().encode(JSON.stringify({ customerId, atMs })),
  } as const;
}
