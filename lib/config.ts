import { z } from 'zod';
import { completeSettings } from './complete-settings.ts';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from './settings.ts';
import { UserError } from './user-error.ts';

type Layer = Partial<typeof DEFAULT_SETTINGS>;

const layerSchema = settingsSchema.partial();
const objectSchema = z.record(z.string(), z.unknown());
const SETTING_NAMES = Object.keys(settingsSchema.shape);
/** Context keys of ours; the CDK's own keys all hold a colon, a slash, a dash or an at sign. */
const OWN_KEY = /^[A-Za-z]+$/;
const OTHER_KEYS = ['millrace', 'pipelines'];

/**
 * Reads the settings of each pipeline from the CDK context. Later layers win: built-in defaults, `millrace.defaults`,
 * `millrace.pipelines.<name>` (both from cdk.json), `-c <setting>=<value>`.
 *
 * @param context everything the CDK app was given
 * @param pipelineNames pipelines to return settings for
 * @param knownNames all pipelines there are, so that settings for one that does not exist are found
 * @throws UserError listing every wrong setting, one line each
 */
export function loadConfig(
  context: Readonly<Record<string, unknown>>,
  pipelineNames: readonly string[],
  knownNames: readonly string[] = pipelineNames,
): ReadonlyMap<string, Settings> {
  const issues: string[] = [];
  const root = parseObject('millrace', context.millrace, issues);
  for (const key of Object.keys(root)) {
    if (key !== 'defaults' && key !== 'pipelines')
      issues.push(`millrace.${key}: unknown, use "defaults" or "pipelines"`);
  }
  const defaults = parseLayer('millrace.defaults', root.defaults, issues);
  const byPipeline = new Map<string, Layer>();
  for (const [name, given] of Object.entries(parseObject('millrace.pipelines', root.pipelines, issues))) {
    if (!knownNames.includes(name)) {
      issues.push(`millrace.pipelines.${name}: there is no such pipeline, there are ${knownNames.join(', ')}`);
    }
    byPipeline.set(name, parseLayer(`millrace.pipelines.${name}`, given, issues));
  }
  const overrides = parseLayer('-c', commandLineSettings(context), issues);
  if (issues.length > 0) throw new UserError(issues);

  const settings = new Map<string, Settings>();
  for (const name of pipelineNames) {
    const completed = completeSettings({ ...DEFAULT_SETTINGS, ...defaults, ...byPipeline.get(name), ...overrides });
    issues.push(...completed.issues.map((issue) => `settings of pipeline "${name}": ${issue}`));
    settings.set(name, completed.settings);
  }
  if (issues.length > 0) throw new UserError(issues);
  return settings;
}

function commandLineSettings(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(context).filter(([key]) => OWN_KEY.test(key) && !OTHER_KEYS.includes(key));
  return Object.fromEntries(own.map(([key, value]) => [key, typeof value === 'string' ? fromText(value) : value]));
}

/** The CDK hands on every `-c` value as text. */
function fromText(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function parseObject(path: string, given: unknown, issues: string[]): Record<string, unknown> {
  const parsed = objectSchema.safeParse(given ?? {});
  if (!parsed.success) issues.push(`${path}: given ${show(given)}, must be an object`);
  return parsed.data ?? {};
}

function parseLayer(path: string, given: unknown, issues: string[]): Layer {
  const object = parseObject(path, given, issues);
  const parsed = layerSchema.safeParse(object);
  if (parsed.success) return withoutUndefined(parsed.data);
  const separator = path === '-c' ? ' ' : '.';
  const reported = new Set<string>();
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        issues.push(`${path}${separator}${key}: not a setting, the settings are ${SETTING_NAMES.join(', ')}`);
      }
      continue;
    }
    const setting = String(issue.path[0]);
    if (reported.has(setting)) continue;
    reported.add(setting);
    issues.push(`${path}${separator}${setting}: given ${show(object[setting])}, ${issue.message}`);
  }
  return {};
}

/** A setting that is not there must not shadow the layer below. */
function withoutUndefined(layer: z.infer<typeof layerSchema>): Layer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
}
