import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { type AnyEventType, eventType } from '../../../src/engine/event-type.ts';
import { validateDefinition } from '../../../src/schemas/canonical-form.ts';
import { fc } from '../../support/fast-check.ts';
import { type ProtoSchema, protoSchema, protoText } from '../../support/proto-arbitraries.ts';
import { evolvedProto, safelyEvolvedProto } from '../../support/proto-evolution.ts';
import { protoEvent } from '../../support/proto-values.ts';
import { evolve, inShort, told } from '../support/evolve.ts';
import { retypedProto } from '../support/proto-retyping.ts';

/** Two versions in either order of time, and an event written under the first. */
function versions(evolved: (schema: ProtoSchema) => fc.Arbitrary<ProtoSchema>) {
  return protoSchema
    .chain((schema) => fc.tuple(fc.constant(schema), evolved(schema), fc.boolean()))
    .map(([first, second, isBack]) => (isBack ? { from: second, to: first } : { from: first, to: second }))
    .chain(({ from, to }) =>
      protoEvent(from).map((event) => ({ from, before: protoText(from), after: protoText(to), event })),
    );
}

const anyVersions = fc.oneof(versions(evolvedProto), versions(safelyEvolvedProto), versions(retypedProto));

function typeOf(...definitions: readonly string[]): AnyEventType {
  return eventType('event', {
    schema: {
      format: 'PROTOBUF',
      versions: definitions.map((definition, index) => ({ version: index + 1, definition })),
    },
    eventTimeMs: () => 0,
    partitionKey: () => '',
  });
}

function verdictOf(before: string, after: string) {
  return evolve('PROTOBUF', 'BACKWARD', before, after, 'event');
}

describe('what is called compatible', () => {
  it('is read by our own reader, every event of it', () => {
    let compatible = 0;
    fc.assert(
      fc.property(anyVersions, ({ before, after, event }) => {
        if (verdictOf(before, after).kind !== 'compatible') return;
        compatible += 1;
        const type = typeOf(before, after);
        const bytes = Buffer.from(protobufWriter.writerOf(type, 1)(event));
        const read = protobufReader.readerOf(type).writtenUnder(before);
        expect(() => read(bytes, 0, bytes.length)).not.toThrow();
      }),
      { numRuns: 150 },
    );
    expect(compatible).toBeGreaterThan(40);
  });

  it('is read by protobufjs alone, with the values of fields that both have', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyVersions, ({ from, before, after, event }) => {
        if (verdictOf(before, after).kind !== 'compatible') return;
        const [writer, reader] = [eventOf(before), eventOf(after)];
        // Without the index before the message, which is one byte here.
        const bytes = protobufWriter.writerOf(typeOf(before))(event).subarray(1);
        const [sent, read] = [writer.decode(bytes), reader.decode(bytes)];
        for (const { number, label, type } of from.messages[0]?.fields ?? []) {
          const isScalar = label === 'plain' || label === 'optional' || label === 'choice';
          const field = reader.fieldsById[number];
          if (!isScalar || !field || field.repeated || type === 'Inner' || type === 'Other') continue;
          compared += 1;
          expect(valueAt(read, reader, number)).toBe(valueAt(sent, writer, number));
        }
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(40);
  });

  it('is so forward where it is backward the other way round', () => {
    fc.assert(
      fc.property(anyVersions, ({ before, after }) => {
        const forward = evolve('PROTOBUF', 'FORWARD', before, after, 'event');
        expect(forward.kind).toBe(verdictOf(after, before).kind);
      }),
    );
  });
});

describe('what only added, removed and renamed fields', () => {
  it('is called compatible, but for required fields', () => {
    fc.assert(
      fc.property(versions(safelyEvolvedProto), ({ before, after }) => {
        const verdict = verdictOf(before, after);
        // Edits draw names anew, so that a name may come to stand on another number, or two fields to meet in one choice.
        const rules = inShort(verdict).replaceAll(/(REQUIRED_ADDED|FIELD_RENUMBERED|ONEOF_CHANGED) [^\s,]+(, )?/g, '');
        expect(['', 'compatible'], told(verdict).join('\n')).toContain(rules);
      }),
    );
  });
});

describe('a file', () => {
  it('is sound where protobufjs takes it', () => {
    fc.assert(
      fc.property(protoSchema, (schema) => {
        expect(validateDefinition('PROTOBUF', protoText(schema))).toBeUndefined();
      }),
    );
  });
});

function eventOf(definition: string): protobuf.Type {
  const { root } = protobuf.parse(definition, { keepCase: true });
  root.resolveAll();
  const found = root.nestedArray.flatMap((part) => [
    part,
    ...(part instanceof protobuf.Namespace ? part.nestedArray : []),
  ]);
  const deeper = found.flatMap((part) => [part, ...(part instanceof protobuf.Namespace ? part.nestedArray : [])]);
  const event = deeper.find((part): part is protobuf.Type => part instanceof protobuf.Type && part.name === 'Event');
  if (!event) throw new Error('no Event');
  return event;
}

/** A value as text, numbers of every size alike and texts by their bytes; what is as good as not there is nothing. */
function valueAt(message: protobuf.Message, type: protobuf.Type, number: number): string {
  const name = type.fieldsById[number]?.name ?? '';
  const value: unknown = Object.hasOwn(message, name) ? Reflect.get(message, name) : '';
  if (typeof value === 'boolean') return value ? '1' : '';
  if (typeof value === 'string' || value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return String(value) === '0' ? '' : String(value);
}
