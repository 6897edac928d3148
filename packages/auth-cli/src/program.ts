import { Command } from 'commander'

import { defineApi } from './commands/api.ts'
import { defineDoctor } from './commands/doctor.ts'
import { defineHeaders } from './commands/headers.ts'
import { defineHealth } from './commands/health.ts'
import { defineMock } from './commands/mock.ts'
import { defineToken } from './commands/token.ts'
import { defineVersion } from './commands/version.ts'
import { defineWhoami } from './commands/whoami.ts'
import { examples } from './examples.ts'
import { addGlobalFlags } from './global-flags.ts'
import { createStyle, hasColours } from './style.ts'
import { VERSION } from './version.ts'

const NOTES = `
Environment:
  QCI_API_URL            where the API is, such as https://api.qci-prod.com
  QCI_TOKEN              your API token
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                         the proxy, and the hosts that are reached without it
  NODE_EXTRA_CA_CERTS    a file with the certificates of further CAs
  NO_COLOR               no colours

Exit status:
  0 done, 2 wrong usage or configuration, 3 refused (401, 403), 4 not reachable,
  5 invalid answer, 6 another HTTP error, 130 interrupted
`

/**
 * Makes the parser with all commands. It throws instead of exiting, and says nothing by itself but help.
 *
 * @param releaseInterrupt - Takes back that Ctrl-C ends the command at once.
 */
export function createProgram(releaseInterrupt: () => void): Command {
  const style = createStyle(process.stdout)
  const program = addGlobalFlags(new Command('qci-auth'))
    .description("Access tokens and requests for QCi's web API.")
    .version(VERSION, '-V, --version', 'show the version of this command')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({ outputError: () => {}, getOutHasColors: () => hasColours(process.stdout) })
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => style('bold', title) })
    .addHelpText(
      'after',
      examples(
        'qci-auth token',
        'qci-auth headers | curl -H @- "$QCI_API_URL/optimization/v1/jobs"',
        'qci-auth api optimization/v1/jobs --data @job.json',
        'qci-auth doctor',
      ) + NOTES,
    )
  for (const define of [
    defineToken,
    defineHeaders,
    defineApi,
    defineWhoami,
    defineHealth,
    defineVersion,
    defineDoctor,
  ]) {
    define(program)
  }
  defineMock(program, releaseInterrupt)
  return program
}
