/** What a request says of itself. */
export interface Asked {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly site: string | undefined;
  readonly contentType: string | undefined;
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly problem: string;
}

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];
const READING = new Set(['GET', 'HEAD']);

/**
 * Who may ask. The port is open to every page in the person's browser, so: only by this machine's own name, which a name that somebody has
 * pointed at 127.0.0.1 is not (DNS rebinding); nothing on behalf of another site; and changes only with this page's origin, as JSON, which
 * no form of another page can send.
 */
export function refusalOf({ method, host, origin, site, contentType }: Asked, port: number): Refusal | undefined {
  const own = NAMES.map((name) => `${name}:${port}`);
  if (host === undefined || !own.includes(host)) {
    return { status: 421, problem: 'this console answers by the name of this machine alone, such as 127.0.0.1' };
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, problem: 'this console is not for other pages' };
  }
  if (READING.has(method)) return undefined;
  if (method !== 'POST') return { status: 405, problem: `there is no ${method} here` };
  if (origin !== `http://${host}`) return { status: 403, problem: 'changes are made from this page alone' };
  if (contentType?.split(';', 1)[0]?.trim() !== 'application/json') {
    return { status: 415, problem: 'changes are asked for as application/json' };
  }
  return undefined;
}
