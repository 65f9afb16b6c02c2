import { execFile } from 'node:child_process';

/** What of a folder is not as it was committed. */
export interface GitChanges {
  /** Paths relative to the project, with forward slashes. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Why git cannot tell, in one clause. */
export interface NoGit {
  readonly because: string;
}

/**
 * Compares the files in `folders` of a project with those committed in `ref`. Files that are new since are no change. It is git that
 * compares, so that line ends which it converts on this machine do not count.
 */
export async function changesSince(
  project: string,
  ref: string,
  folders: readonly string[],
): Promise<GitChanges | NoGit> {
  try {
    await git(project, ['rev-parse', '--git-dir']);
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { because: isAbsent ? 'git is not installed' : 'the project is not in a git repository' };
  }
  let commit: string;
  try {
    commit = (await git(project, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])).trim();
  } catch {
    return { because: `git knows no "${ref}" here` };
  }
  const options = ['--name-status', '--no-renames', '--relative', '-z'];
  const fields = (await git(project, ['diff', ...options, commit, '--', ...folders])).split('\0');
  const pathsWith = (statuses: string): string[] =>
    fields.filter((_, index) => index % 2 === 1 && statuses.includes(fields[index - 1] ?? '-'));
  return { changed: pathsWith('MT'), removed: pathsWith('D') };
}

function git(directory: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('git', args, { cwd: directory, encoding: 'utf8' }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });
}
