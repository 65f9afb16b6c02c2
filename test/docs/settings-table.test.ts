import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_SETTINGS, settingsSchema } from '../../lib/settings.ts';
import { tableRows } from './markdown.ts';

/** What JSON Schema says of a setting, as far as the table tells it. */
interface Accepted {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly (string | number)[];
  readonly const?: string;
  readonly anyOf?: readonly Accepted[];
  readonly format?: string;
}

const FORMATS: Readonly<Record<string, string>> = { email: 'an e-mail address', uri: 'an https URL' };
/** Settings that follow from others where they are left out. */
const DERIVED: Readonly<Record<string, string>> = {
  taskVisibilitySeconds: '6 × `materializerTimeoutSeconds`',
  pokeVisibilitySeconds: '6 × `keeperTimeoutSeconds`',
  retryAgeAlarmSeconds: 'the sum of back-offs + 900',
};

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : `\`${value}\``);

function acceptedText(accepted: Accepted): string {
  const { type, minimum, maximum, anyOf, format } = accepted;
  if (anyOf) return anyOf.map(acceptedText).join(', ');
  if (accepted.const !== undefined) return shown(accepted.const);
  if (accepted.enum) return accepted.enum.map(shown).join(', ');
  if (format !== undefined) return FORMATS[format] ?? format;
  if (type === 'boolean') return '`true`, `false`';
  return `${minimum}–${maximum}`;
}

describe('the table of settings in docs/operations.md', () => {
  const schema = z.toJSONSchema(settingsSchema) as { readonly properties: Readonly<Record<string, Accepted>> };
  const defaults: Readonly<Record<string, unknown>> = DEFAULT_SETTINGS;
  const rows = tableRows('docs/operations.md', 'setting');

  it('lists every setting with its default and what it accepts, in the order of lib/settings.ts', () => {
    const wanted = Object.entries(schema.properties).map(([name, accepted]) => {
      const value = defaults[name];
      return [`\`${name}\``, value === undefined ? (DERIVED[name] ?? 'none') : shown(value), acceptedText(accepted)];
    });
    expect(rows.map((row) => row.slice(0, 3))).toEqual(wanted);
  });
});
