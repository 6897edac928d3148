import { Command } from 'commander'

import { api } from './commands/api.ts'
import { defineCommand, formatExamples } from './commands/command.ts'
import { cache } from './commands/cache.ts'
import { completion } from './commands/completion.ts'
import { doctor } from './commands/doctor.ts'
import { headers } from './commands/headers.ts'
import { health } from './commands/health.ts'
import { mock } from './commands/mock.ts'
import { profile } from './commands/profile.ts'
import { run } from './commands/run.ts'
import { token } from './commands/token.ts'
import { version } from './commands/version.ts'
import { whoami } from './commands/whoami.ts'
import { addGlobalFlags } from './config/global-flags.ts'
import { VERSION } from './config/version.ts'
import { createStyle, hasColors } from './output/style.ts'

const EXAMPLES = [
  'qci-auth token',
  'qci-auth headers | curl -H @- "$QCI_API_URL/optimization/v1/jobs/allocations"',
  'qci-auth api optimization/v1/jobs --data @job.json',
  'qci-auth doctor',
]

const NOTES = `
Environment:
  QCI_API_URL            address of the API, such as https://api.qci-prod.com
  QCI_TOKEN              your API token
  QCI_PROFILE            profile in the configuration file
  QCI_AUTH_CACHE         folder of cached access tokens, or off
  QCI_ALLOW_INSECURE     true allows plain http to other machines
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                         proxies, and hosts to connect to directly
  NODE_EXTRA_CA_CERTS    PEM file with additional CA certificates
  NODE_USE_SYSTEM_CA     1 also trusts the CAs of this system
  NO_COLOR               turns colors off

Exit status:
  0 success, 2 wrong usage or configuration, 3 rejected (401, 403),
  4 unreachable or too slow, 5 invalid response, 6 another HTTP error
`

/** Creates the parser with all commands. It throws instead of exiting, and prints nothing but help. */
export function createProgram(): Command {
  const style = createStyle(process.stdout)
  const program = addGlobalFlags(new Command('qci-auth'))
    .description("Get access tokens for QCi's web API and make authenticated requests.")
    .version(VERSION, '-V, --version', 'show the version of this command')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({ outputError: () => {}, getOutHasColors: () => hasColors(process.stdout) })
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => style('bold', title) })
    .addHelpText('after', formatExamples(EXAMPLES) + NOTES)
  defineCommand(program, token)
  defineCommand(program, headers)
  defineCommand(program, api)
  defineCommand(program, run)
  defineCommand(program, whoami)
  defineCommand(program, health)
  defineCommand(program, version)
  defineCommand(program, doctor)
  defineCommand(program, mock)
  defineCommand(program, profile)
  defineCommand(program, cache)
  defineCommand(program, completion)
  return program
}
