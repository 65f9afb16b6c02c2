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

/** Beyond it something is broken: the README promises two minutes. */
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
    await line(demo, /✔ verified/);
    reach('every result verified');
    return reached;
  } finally {
    for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGINT');
    await Promise.all(running.map(over));
    rmSync(join(clone, '..'), { recursive: true, force: true });
  }
}

/** Resolves to the first match in what the process prints, from now on. */
function line({ stdout }: ChildProcess, wanted: RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const give = setTimeout(() => reject(new Error(`nothing printed that matches ${wanted}: ${text}`)), PATIENCE_MS);
    stdout?.on('data', (chunk) => {
      text += String(chunk);
      const match = text.match(wanted);
      if (!match) return;
      clearTimeout(give);
      resolve(match);
    });
  });
}

function over(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}
