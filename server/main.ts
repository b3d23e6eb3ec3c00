import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { checkHost } from './api/guard.ts';
import { HttpProblem, sendProblem } from './api/http.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { createLog, type Log } from './logger.ts';
import { preparePages } from './pages.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { welcome } from './welcome.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A cluster that is read by then has nothing to say; one that is not is tried again for good. */
const obstaclesAfterMs = 5000;
/** What is under way may take so long after a signal. */
const drainMs = 10_000;

await main();

async function main(): Promise<void> {
  const config = configOrExit();
  const log = createLog(config.logLevel);
  // pages wait for their server, the server does not wait for its pages
  const pages = preparePages({ root, dev: config.dev });
  const { server, underWay, setRuntime, runtime } = await listen(config, pages, log);
  const stop = stopper({ server, underWay, runtime, closePages: pages.close, dev: config.dev, log });
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const started = await startRuntime(config, root, log);
    setRuntime(started);
    const notice = setTimeout(() => console.log(sayObstacles(started, dashboardUrl(server))), obstaclesAfterMs);
    await Promise.all([started.settled(), pages.ready]);
    clearTimeout(notice);
    console.log(welcome(started, dashboardUrl(server)));
  } catch (error) {
    exitWith(sayStartFault(error, config));
  }
}

function sayObstacles(runtime: Runtime, dashboard: string): string {
  const words = runtime.obstacles();
  if (words.length === 0) return `  The cluster ${runtime.clusterName} is being read. The dashboard is at ${dashboard}`;
  const list = words.map((line) => `    ${line}`).join('\n');
  return `  The cluster ${runtime.clusterName} cannot be read yet, and is tried again:\n${list}\n  The dashboard is at ${dashboard}`;
}

function configOrExit(): Config {
  try {
    return parseConfig(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (error.code === 'HELP') {
      console.log(error.message);
      process.exit(0);
    }
    return exitWith(`${error.message}\nSee --help for the options.`, 2);
  }
}

function exitWith(sentence: string, code = 1): never {
  console.error(`gatehouse: ${sentence}`);
  process.exit(code);
}

type Pages = ReturnType<typeof preparePages>;

async function listen(config: Config, pages: Pages, log: Log) {
  let runtime: Runtime | null = null;
  const underWay = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    underWay.add(response);
    response.on('close', () => underWay.delete(response));
    void answer({ request, response, runtime, pages, allowedHosts: config.allowedHosts, log });
  });
  server.on('upgrade', pages.upgrade);
  await new Promise<void>((resolve) => {
    server.once('error', (error) => exitWith(sayStartFault(error, config)));
    server.listen(config.port, config.host.replace(/^\[|\]$/g, ''), resolve);
  });
  return {
    server,
    underWay,
    runtime: () => runtime,
    setRuntime: (started: Runtime) => {
      runtime = started;
    },
  };
}

type Asked = Readonly<{
  request: IncomingMessage;
  response: ServerResponse;
  runtime: Runtime | null;
  pages: Pages;
  allowedHosts: readonly string[];
  log: Log;
}>;

async function answer({ request, response, runtime, pages, allowedHosts, log }: Asked): Promise<void> {
  for (const [name, value] of Object.entries(pages.headers)) response.setHeader(name, value);
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  try {
    if (path === '/healthz') return void response.end('ok\n');
    if (path === '/readyz') return answerReady(response, runtime);
    checkHost(request, allowedHosts);
    if (path === '/metrics') return await answerMetrics(response, runtime);
    if (path.startsWith('/api/')) {
      if (!runtime) throw new HttpProblem('NOT_READY', 'Gatehouse is starting; try again in a moment.');
      return await runtime.api(request, response);
    }
    await pages.handle(request, response);
  } catch (error) {
    if (!(error instanceof HttpProblem)) log.error({ err: error, path }, 'a page could not be answered');
    sendProblem(response, error instanceof HttpProblem ? error : new HttpProblem('INTERNAL', String(error), error));
  }
}

function answerReady(response: ServerResponse, runtime: Runtime | null): void {
  response.statusCode = runtime?.ready() ? 200 : 503;
  response.end(runtime?.ready() ? 'ok\n' : 'caches are being read, or the first route table is not served yet\n');
}

async function answerMetrics(response: ServerResponse, runtime: Runtime | null): Promise<void> {
  if (!runtime) throw new HttpProblem('NOT_READY', 'Gatehouse is starting; try again in a moment.');
  const { contentType, text } = await runtime.metrics();
  response.setHeader('content-type', contentType);
  response.end(text);
}

function dashboardUrl(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

type Stopping = Readonly<{
  server: Server;
  /** answers that are not finished */
  underWay: ReadonlySet<ServerResponse>;
  runtime: () => Runtime | null;
  closePages: () => Promise<void>;
  dev: boolean;
  log: Log;
}>;

/** Drains and ends with 0; a second signal ends at once. */
function stopper({ server, underWay, runtime, closePages, dev, log }: Stopping): () => void {
  const drain = async (): Promise<void> => {
    server.close();
    runtime()?.endStreams();
    await Promise.race([
      Promise.all([...underWay].map((response) => once(response, 'close'))),
      delay(drainMs, undefined, { ref: false }),
    ]);
    await runtime()?.close();
    server.closeAllConnections();
    await closePages();
  };
  return () => {
    // the page's own socket would hold the restart for 15 s; before the start there is nothing to drain
    if (dev || !runtime()) process.exit(0);
    process.once('SIGINT', () => process.exit(1));
    process.once('SIGTERM', () => process.exit(1));
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'Gatehouse could not be closed in order');
        process.exit(1);
      },
    );
  };
}

function sayStartFault(error: unknown, config: Config): string {
  const { code, syscall, port = config.port } = error as NodeJS.ErrnoException & { port?: number };
  const flag = port === config.port ? '--port' : '--sandbox-port';
  if (code === 'EADDRINUSE') {
    return `port ${port} is in use. Stop what holds it, or start with ${flag} 0 to take any free port.`;
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return `port ${port} needs privileges. Start with ${flag} 7080, or another port from 1024 up.`;
  }
  return error instanceof Error ? error.message : String(error);
}
