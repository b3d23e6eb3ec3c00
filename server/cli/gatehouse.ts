import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { runCheck } from './check.ts';
import { UsageError } from './usage-error.ts';

const OUR_CONTROLLER = 'gatehouse.dev/gateway-controller';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit status: what the command says, 2 for a command line that cannot be followed */
async function main(args: readonly string[]): Promise<number> {
  let status = 0;
  const program = new Command('gatehouse')
    .description('Shared gateways in Kubernetes: see, explain, operate.')
    .version(packageJson.version)
    .exitOverride()
    .helpCommand(true)
    .action(() => program.help({ error: true }));
  program
    .command('check')
    .description('Judge manifests without a cluster: what attaches where, what does not, and why.')
    .argument('<inputs...>', 'files, folders (with the folders inside), or - for standard input')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['table', 'json', 'yaml']).default('table'))
    .addOption(new Option('--controller <name>', 'whose Gateways count as ours').default(OUR_CONTROLLER))
    .addOption(new Option('--complete', 'take what is not in the input for missing, not for unknown').default(false))
    .addHelpText('after', '\nExit status: 0 nothing is wrong, 1 something is refused, 2 the command line is.')
    .action(async (inputs, options) => {
      status = await runCheck(inputs, options, process);
    });
  try {
    const [first] = args;
    if (first !== undefined && !first.startsWith('-')) expectCommand(program, first);
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    return 2;
  }
}

/** commander would speak of too many arguments. @throws UsageError naming the commands there are */
function expectCommand({ commands }: Command, name: string): void {
  const known = [...commands.map((command) => command.name()), 'help'];
  if (known.includes(name)) return;
  throw new UsageError(`unknown command '${name}'. There are: ${known.join(', ')}. See gatehouse --help.`);
}
