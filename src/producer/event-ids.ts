import { createHash } from 'node:crypto';

/**
 * Makes a function that gives events an id in `field`, unless they have one there. It is meant for event types that declare
 * `id: (event) => event.<field>`.
 *
 * An id is to be given once, before the first `send`: the producer's own attempts send the same bytes again, and whoever sends an event
 * again must hand over the one that has its id. An event that is made anew after a restart needs the same id as before: `nextId` of
 * random UUIDs cannot give it, `makeContentIds` can.
 */
export function withEventId<const F extends string>(
  field: F,
  nextId: () => string,
): <E extends object>(event: E) => E & { readonly [K in F]: string } {
  return <E extends object>(event: E) => {
    const given: unknown = Reflect.get(event, field);
    // Nothing else is added, and the field's type is text.
    return { ...event, [field]: given ?? nextId() } as E & { readonly [K in F]: string };
  };
}

/**
 * Ids for what is read from a source from its beginning, such as a file: each follows from all the texts up to it. Reading the same source
 * again gives the same ids, also where it has grown at its end since; equal texts at different places have different ones.
 *
 * @returns the id of the next text: the first 122 bits of a SHA-256 as a UUID of version 8 (RFC 9562)
 */
export function makeContentIds(): (text: string) => string {
  const hash = createHash('sha256');
  return (text) => {
    // The length first, so that texts cannot be cut in another way and give the same ids.
    hash.update(`${Buffer.byteLength(text)}\n`).update(text);
    return uuidFrom(hash.copy().digest());
  };
}

function uuidFrom(digest: Buffer): string {
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
