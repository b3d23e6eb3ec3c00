import { isIP } from 'node:net';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LOG_LEVELS, type LogLevel } from './logger.ts';

export const SCENARIOS = ['fruits', 'acme', 'foobar'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Which cluster Gatehouse works on. Without a flag it is the sandbox, whatever the environment's kubeconfig says. */
export type ClusterSource =
  | Readonly<{ kind: 'sandbox'; port: number; scenarios: readonly Scenario[]; manifests: readonly string[] }>
  | Readonly<{ kind: 'kubeconfig'; file: string | null; context: string | null }>
  | Readonly<{ kind: 'inCluster' }>;

/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Config = Readonly<{
  host: string;
  /** 0 takes any free port */
  port: number;
  dataDir: string;
  logLevel: LogLevel;
  readOnly: boolean;
  /** write statuses and serve traffic */
  controller: boolean;
  /** where the Lease is, by which one of several processes becomes the one that writes statuses; null: the Pod's own */
  leaseNamespace: string | null;
  /** names the dashboard answers to beside those of the loopback: of a proxy with sign-in on the same loopback */
  allowedHosts: readonly string[];
  /** where all Gateways answer; null: each has a loopback address of its own */
  gatewayAddress: string | null;
  /** pages compiled on request, for working on them */
  dev: boolean;
  source: ClusterSource;
}>;

/** A command line that cannot be followed; `message` is what the person reads. `help` ends with status 0. */
export class ConfigError extends Error {
  readonly code: 'USAGE' | 'HELP';
  constructor(code: 'USAGE' | 'HELP', message: string) {
    super(message);
    this.name = 'ConfigError';
    this.code = code;
  }
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

type Options = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  sandboxPort: number;
  scenario?: string;
  manifests?: readonly string[];
  logLevel: LogLevel;
  kubeconfig?: string;
  context?: string;
  inCluster?: boolean;
  controller?: boolean;
  leaseNamespace?: string;
  allowedHost?: readonly string[];
  gatewayAddress?: string;
  readOnly?: boolean;
  dev?: boolean;
}>;

/**
 * Reads the command line, then `GATEHOUSE_…` variables of the same names.
 *
 * @throws ConfigError with a sentence that names the option and the fix
 */
export function parseConfig(args: readonly string[], env: Environment): Config {
  const options = readOptions(args, env);
  if (args.includes('--controller') && args.includes('--no-controller')) {
    throw new ConfigError('USAGE', '--controller and --no-controller say the opposite: give one of them.');
  }
  if (!loopback.test(options.host)) {
    throw new ConfigError(
      'USAGE',
      `--host ${options.host}: without sign-in Gatehouse listens on the loopback alone. ` +
        'Leave --host out and reach it with kubectl port-forward or an SSH tunnel.',
    );
  }
  const source = sourceOf(options);
  const readOnly = options.readOnly ?? false;
  if (readOnly && options.controller === true) {
    throw new ConfigError('USAGE', '--controller writes statuses, --read-only writes nothing: give one of them.');
  }
  return {
    host: options.host,
    port: options.port,
    dataDir: options.dataDir,
    logLevel: options.logLevel,
    readOnly,
    controller: !readOnly && (options.controller ?? source.kind !== 'kubeconfig'),
    leaseNamespace: leaseNamespaceOf(options),
    allowedHosts: allowedHostsOf(options),
    gatewayAddress: gatewayAddressOf(options),
    dev: options.dev ?? false,
    source,
  };
}

/** A DNS label: it becomes part of a path. */
function leaseNamespaceOf({ leaseNamespace }: Options): string | null {
  if (leaseNamespace === undefined || /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(leaseNamespace)) {
    return leaseNamespace ?? null;
  }
  throw new ConfigError('USAGE', `--lease-namespace ${leaseNamespace}: that is no name of a namespace.`);
}

/** Compared with what a Host header holds, so without a port. */
function allowedHostsOf({ allowedHost = [] }: Options): readonly string[] {
  const unusable = allowedHost.find((name) => !/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/i.test(name));
  if (unusable === undefined) return allowedHost.map((name) => name.toLowerCase());
  throw new ConfigError(
    'USAGE',
    `--allowed-host ${unusable}: give a name such as gatehouse.example.com, without a port.`,
  );
}

function gatewayAddressOf({ gatewayAddress }: Options): string | null {
  const isUsable = gatewayAddress === undefined || (isIP(gatewayAddress) !== 0 && !/^[0.:%]+$/.test(gatewayAddress));
  if (isUsable) return gatewayAddress ?? null;
  throw new ConfigError('USAGE', `--gateway-address ${gatewayAddress}: give one IP address of this machine or Pod.`);
}

function readOptions(args: readonly string[], env: Environment): Options {
  const command = new Command('gatehouse')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .allowExcessArguments(false)
    .addOption(option('--port <number>', 'port of the dashboard; 0 takes any free one').argParser(port).default(7080))
    .addOption(option('--host <address>', 'address of the dashboard, a loopback one').default('127.0.0.1'))
    .addOption(
      option('--data-dir <folder>', 'where the kubeconfig of the sandbox is written, its CA and token in it').default(
        '.gatehouse',
      ),
    )
    .addOption(option('--sandbox-port <number>', 'port of the sandbox API').argParser(port).default(0))
    .addOption(option('--scenario <name>', 'what the sandbox starts with: fruits, acme, foobar, all or none'))
    .addOption(option('--manifests <folder>', 'folder the sandbox loads and follows; repeatable').argParser(collect))
    .addOption(option('--log-level <level>', 'how much is logged').choices(LOG_LEVELS).default('warn'))
    .addOption(option('--kubeconfig <file>', 'work on the cluster of this kubeconfig'))
    .addOption(option('--context <name>', 'work on this context of the kubeconfig'))
    .addOption(option('--in-cluster', 'work on the cluster this Pod runs in'))
    .addOption(option('--controller', 'write statuses and serve traffic'))
    .addOption(new Option('--no-controller', 'write no status and serve no traffic'))
    .addOption(
      option(
        '--lease-namespace <name>',
        'where the Lease of the process that writes statuses is: the Pod’s by default',
      ),
    )
    .addOption(
      option('--allowed-host <name>', 'a further name the dashboard answers to; repeatable').argParser(collect),
    )
    .addOption(option('--gateway-address <ip>', 'where all Gateways answer: the Pod’s address, in a cluster'))
    .addOption(option('--read-only', 'write nothing at all'))
    .addOption(new Option('--dev').hideHelp());
  const { flags, rest: cleaned } = readSwitches(env);
  return withEnvironment(cleaned, () => {
    try {
      command.parse([...flags, ...args], { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.code === 'commander.helpDisplayed') throw new ConfigError('HELP', command.helpInformation());
      throw new ConfigError('USAGE', error.message.replace(/^error: /, ''));
    }
    return command.opts<Options>();
  });
}

const switches = ['controller', 'read-only', 'in-cluster'] as const;

/**
 * Variables of options without a value: true or 1, false or 0; an empty variable is none at all.
 *
 * @returns the flags they stand for, and the environment without them and without empty ones
 */
function readSwitches(env: Environment): { flags: string[]; rest: Environment } {
  const flags: string[] = [];
  const rest = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => !name.startsWith(PREFIX) || value !== ''),
  );
  for (const name of switches) {
    const variable = variableOf(name);
    const value = rest[variable]?.toLowerCase();
    delete rest[variable];
    if (value === undefined) continue;
    if (value === 'true' || value === '1') flags.push(`--${name}`);
    else if (value !== 'false' && value !== '0') {
      throw new ConfigError('USAGE', `${variable}=${value}: it is true or false.`);
    } else if (name === 'controller') flags.push('--no-controller');
  }
  return { flags, rest };
}

const PREFIX = 'GATEHOUSE_';
const variableOf = (option: string): string => `${PREFIX}${option.replace(/-/g, '_').toUpperCase()}`;

/** commander reads `process.env`; ours is an argument. */
function withEnvironment<T>(env: Environment, work: () => T): T {
  const before = process.env;
  process.env = { ...env } as NodeJS.ProcessEnv;
  try {
    return work();
  } finally {
    process.env = before;
  }
}

function option(flags: string, description: string): Option {
  const built = new Option(flags, description);
  return built.env(variableOf(built.name()));
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  }
  return value;
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function sourceOf(options: Options): ClusterSource {
  const onCluster = options.kubeconfig !== undefined || options.context !== undefined || options.inCluster === true;
  if (!onCluster) {
    const manifests = options.manifests ?? [];
    const scenario = options.scenario ?? (manifests.length > 0 ? 'none' : 'all');
    return { kind: 'sandbox', port: options.sandboxPort, scenarios: scenariosNamed(scenario), manifests };
  }
  for (const [flag, given] of [
    ['--scenario', options.scenario],
    ['--manifests', options.manifests],
  ] as const) {
    if (given !== undefined) {
      throw new ConfigError('USAGE', `${flag} fills the sandbox; a cluster was asked for. Leave one of them out.`);
    }
  }
  const named = options.kubeconfig === undefined ? '--context' : '--kubeconfig';
  if (options.inCluster && (options.kubeconfig !== undefined || options.context !== undefined)) {
    throw new ConfigError('USAGE', `--in-cluster and ${named} name two clusters: give one of them.`);
  }
  if (options.inCluster) return { kind: 'inCluster' };
  return { kind: 'kubeconfig', file: options.kubeconfig ?? null, context: options.context ?? null };
}

function scenariosNamed(name: string): readonly Scenario[] {
  if (name === 'all') return SCENARIOS;
  if (name === 'none') return [];
  const found = SCENARIOS.find((scenario) => scenario === name);
  if (!found) {
    throw new ConfigError('USAGE', `--scenario ${name}: there are ${SCENARIOS.join(', ')}, all and none.`);
  }
  return [found];
}
