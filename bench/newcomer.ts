import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, launchChromium } from '../test/browser/chromium.ts';

/** Seconds since the clone began, when a step was done. */
interface Reached {
  readonly step: string;
  readonly seconds: number;
}

/** Beyond it something is broken: on an idle machine all of it takes a minute and a half. */
const PATIENCE_MS = 300_000;

/**
 * From nothing to windows that fire in a browser: clones this repository as it is committed and gives the commands that the README
 * gives, each as soon as the one before lets a reader go on. The download of packages is in it, as npm's cache has them or not.
 */
export async function measureNewcomer(): Promise<readonly Reached[]> {
  const executable = findChromium(process.env);
  if (executable === undefined) throw new Error('no Chromium: bash test/browser/install-chromium.sh');
  const project = fileURLToPath(new URL('..', import.meta.url));
  const clone = join(mkdtempSync(join(tmpdir(), 'millrace-newcomer-')), 'millrace');
  const started = performance.now();
  const reached: Reached[] = [];
  const reach = (step: string): void => void reached.push({ step, seconds: (performance.now() - started) / 1_000 });
  const running: ChildProcess[] = [];
  const npm = (...args: string[]): ChildProcess => {
    const child = spawn('npm', args, { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    running.push(child);
    return child;
  };
  try {
    execFileSync('git', ['clone', '--quiet', project, clone]);
    reach('git clone');
    execFileSync('npm', ['ci', '--loglevel=error'], { cwd: clone, stdio: 'ignore' });
    reach('npm ci');
    const demo = npm('start', '--', '--keep');
    const isVerified = line(demo, /✔ verified/);
    await line(demo, /✔ deploy/);
    reach('npm start -- --keep: deployed');
    const [, url = ''] = await line(npm('run', 'console'), /open (http\S+)/);
    reach('npm run console: page served');
    const browser = await launchChromium(executable);
    try {
      const page = await browser.newPage();
      await page.goto(url);
      await page.locator('#lanes tbody th').first().waitFor({ timeout: PATIENCE_MS });
      reach('lanes in the browser');
      const windows = page.locator('#windows tbody tr');
      await windows.filter({ hasText: 'fired' }).first().waitFor({ timeout: PATIENCE_MS });
      reach('a window has fired in the browser');
      await page.locator('#results tbody th').first().waitFor({ timeout: PATIENCE_MS });
      reach('its results are in the browser');
    } finally {
      await browser.close();
    }
    await isVerified;
    reach('every result verified');
    return reached;
  } finally {
    await Promise.all(running.map(end));
    rmSync(join(clone, '..'), { recursive: true, force: true });
  }
}

/** Resolves to the first match in what the process prints from now on; rejects where it ends, or takes too long, without. */
function line(child: ChildProcess, wanted: RegExp): Promise<RegExpMatchArray> {
  const found = new Promise<RegExpMatchArray>((resolve, reject) => {
    let text = '';
    const giveUp = (): void => reject(new Error(`nothing printed that matches ${wanted}: ${text}`));
    const patience = setTimeout(giveUp, PATIENCE_MS);
    child.once('exit', giveUp);
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const match = text.match(wanted);
      if (!match) return;
      clearTimeout(patience);
      resolve(match);
    });
  });
  // Whoever waits for it hears of it; until then it is nobody's failure.
  found.catch(() => {});
  return found;
}

/** Ends a process and those that it started, as Ctrl-C does. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    process.kill(-child.pid, 'SIGINT');
  });
}
