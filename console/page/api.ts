import type { Problem } from '../api/views.ts';

/** Asks the server. @throws Error with its line for a person */
export async function ask<T>(
  path: string,
  parameters: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<T> {
  const query = new URLSearchParams(parameters).toString();
  return read<T>(await fetch(query === '' ? path : `${path}?${query}`, signal ? { signal } : {}));
}

/** Has the server change something. @throws Error with its line for a person */
export async function change<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return read<T>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** The server and the page are built from the same types, so what it answers is what they say. */
async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const { problem }: Problem = await response.json();
  throw new Error(problem);
}

/** What went wrong, in one line; undefined for what was called off. */
export function problemOf(error: unknown): string | undefined {
  if (error instanceof DOMException && error.name === 'AbortError') return undefined;
  return error instanceof Error ? error.message : String(error);
}
