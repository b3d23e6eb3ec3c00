import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkOrCopy } from '../link-or-copy.ts';
import { copiesOf, readStages, type Stage, wordsOf } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');

/** What the last stage of the Dockerfile holds beside its base: `app`, and the base's Node in `bin`. */
export type Image = Readonly<{ folder: string; remove: () => void }>;

/**
 * Lays out the files of the last stage without a container engine, from this checkout with its packages and pages:
 * of the packages those that `npm ci` installs with the flags of the Dockerfile.
 */
export function layOutImage(): Image {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-image-'));
  const app = join(folder, 'app');
  mkdirSync(app);
  for (const { from, sources, into } of copiesOf(lastStage())) {
    if (from === 'packages') linkPackages(app);
    // everything stays where it was, or this is not what the Dockerfile says
    else if (into === './' || into === sources[0] || `/app/${into}` === sources[0]) {
      linkOrCopy(from === 'pages' ? [into] : sources, app);
    } else throw new Error(`COPY ${sources.join(' ')} ${into}`);
  }
  rmSync(join(app, '.next/cache'), { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'));
  cpSync(process.execPath, join(folder, 'bin/node'));
  for (const each of [folder, app, join(folder, 'bin')]) chmodSync(each, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function lastStage(): Stage {
  const stage = readStages().at(-1);
  if (!stage) throw new Error('the Dockerfile has no stage');
  return stage;
}

type Locked = Readonly<{ dev?: boolean; optional?: boolean; devOptional?: boolean }>;

/** Paths of the packages that are installed without those for development and optional ones. */
export function runtimePackages(): readonly string[] {
  return Object.entries(lockedPackages()).flatMap(([path, locked]) =>
    path === '' || locked.dev || locked.optional || locked.devOptional ? [] : [path],
  );
}

function lockedPackages(): Readonly<Record<string, Locked>> {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
}

/** A package's own node_modules come with it, and may hold what only development needs. */
function linkPackages(app: string): void {
  const paths = runtimePackages();
  const isNested = (path: string) => path.lastIndexOf('node_modules/') > 0;
  linkOrCopy(
    paths.filter((path) => !isNested(path)),
    app,
  );
  const unwanted = Object.keys(lockedPackages()).filter((path) => isNested(path) && !paths.includes(path));
  for (const path of unwanted) rmSync(join(app, path), { recursive: true, force: true });
}

/** What a Pod adds to an image. */
export type Pod = Readonly<{
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** files of the ServiceAccount that a kubelet mounts, by name */
  serviceAccount?: Readonly<Record<string, string>>;
}>;

/** Whether containers can be played: a read-only root, another user, no capabilities. */
export const canConfine = process.platform === 'linux' && process.getuid?.() === 0;

/** In the mount namespace of the process alone: the image at /mnt, all of it and the root read-only, /tmp its own. */
const confine = `
set -e
mount --bind "$IMAGE" /mnt
mount -o remount,bind,ro /mnt
if [ -n "$ACCOUNT" ]; then
  mount -t tmpfs tmpfs /run
  mkdir -p /run/secrets/kubernetes.io
  cp -r "$ACCOUNT" /run/secrets/kubernetes.io/serviceaccount
  chmod -R a+rX /run/secrets
  mount -o remount,ro /run
fi
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,bind,ro /
cd /mnt/app
USER_ID=$1
shift
exec setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- \\
  env -i PATH=/mnt/bin:/usr/bin:/bin "$@"
`;

/**
 * Runs the image as a restricted Pod would: its user, no capabilities, nothing writable but /tmp. Where we lack the
 * rights for that it runs as ourselves.
 *
 * @param command the image's own by default
 */
export function startContainer(image: Image, pod: Pod, command: readonly string[] = entrypoint()): ChildProcess {
  const variables = Object.entries({ ...imageVariables(), ...pod.env }).map(([name, value]) => `${name}=${value}`);
  if (!canConfine) {
    const env = ['env', '-i', `PATH=${join(image.folder, 'bin')}:/usr/bin:/bin`, ...variables];
    return spawn('/usr/bin/env', [...env.slice(1), ...command, ...pod.args], { cwd: join(image.folder, 'app') });
  }
  const account = pod.serviceAccount ? writeAccount(image, pod.serviceAccount) : '';
  const [user = ''] = wordsOf(lastStage(), 'USER')[0]?.split(':') ?? [];
  return spawn('unshare', ['--mount', 'sh', '-c', confine, 'sh', user, ...variables, ...command, ...pod.args], {
    env: { ...process.env, IMAGE: image.folder, ACCOUNT: account },
  });
}

const entrypoint = (): readonly string[] => wordsOf(lastStage(), 'ENTRYPOINT');

function imageVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(wordsOf(lastStage(), 'ENV').map((pair) => pair.split('=')));
}

function writeAccount({ folder }: Image, files: Readonly<Record<string, string>>): string {
  const account = join(folder, 'account');
  mkdirSync(account, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(account, name), text);
  return account;
}

/** Waits until it says that it is ready. @returns the dashboard's address @throws with what it printed if it ends */
export function readyAt(container: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (text: Buffer): void => {
      output += text;
      const [, url] = /Gatehouse is ready: (\S+)/.exec(output) ?? [];
      if (url) resolve(url);
    };
    container.stdout?.on('data', read);
    container.stderr?.on('data', read);
    container.once('close', (code) => reject(new Error(`it ended with ${code}:\n${output}`)));
  });
}
