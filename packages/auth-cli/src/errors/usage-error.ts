import type { Command, CommanderError } from 'commander'

import { usageError } from './command-error.ts'
import type { CommandError } from './command-error.ts'

/** Commands of other programs, and what to use here. */
const OTHER_COMMANDS: readonly (readonly [RegExp, string])[] = [
  [
    /^(login|signin|auth|authenticate)$/,
    'There is no login: set QCI_TOKEN or use --api-token-file FILE. "qci-auth doctor" checks the API token.',
  ],
  [
    /^(logout|signout|revoke)$/,
    'There is no logout. Unset QCI_TOKEN; "qci-auth cache clear" removes cached access tokens.',
  ],
  [/^(status|check|test|diagnose|debug)$/, 'Use "qci-auth doctor", or "qci-auth health" for the API alone.'],
  [/^(curl|request|get|post|put|delete|call|http)$/, 'Use "qci-auth api PATH".'],
  [/^(env|export)$/, 'Use "qci-auth token --format env".'],
  [/^(exec|with)$/, 'Use "qci-auth run -- COMMAND".'],
  [/^(config|configure|profiles|accounts?|switch|use)$/, 'Use "qci-auth profile list" and --profile NAME.'],
  [/^(completions|autocomplete)$/, 'Use "qci-auth completion SHELL".'],
  [
    /^(refresh|renew|access-token|print-access-token)$/,
    'Use "qci-auth token": it always prints a valid token.',
  ],
  [/^(user|me|account)$/, 'Use "qci-auth whoami".'],
  [/^(server|serve)$/, 'Use "qci-auth mock".'],
]

/** Flags of other programs, and what to use here. */
const OTHER_FLAGS: readonly (readonly [RegExp, string])[] = [
  [/^(-v|--verbose|--debug|--trace)$/, 'Only "qci-auth api" has --verbose. For the version: --version.'],
  [/^(--jq|-q|--filter|--query|--template|-t)$/, 'Pipe the output to jq: qci-auth … --json | jq FILTER.'],
  [/^--paginate$/, 'The API has no pages.'],
  [
    /^(-k|--insecure|--no-verify.*|--ssl-verify|--skip-tls.*)$/,
    'Certificates are always verified. To trust a company CA, set NODE_EXTRA_CA_CERTS to a PEM file with its certificate.',
  ],
  [/^(--cacert|--ca|--ca-file|--cert)$/, 'Set NODE_EXTRA_CA_CERTS to a PEM file with the CA certificate.'],
  [/^(-x|--proxy)$/, 'Set HTTPS_PROXY to the address of the proxy.'],
  [/^(-u|--user|--username)$/, 'Set QCI_TOKEN or use --api-token-file FILE.'],
  [/^--(host|hostname|endpoint|base-url|api-url|server|address)$/, 'Use --url URL.'],
  [/^--(request|verb)$/, 'Use --method METHOD.'],
  [/^--(body|input|data-binary|data-raw|json-body|raw-field)$/, 'Use --data, or --field and --json-field.'],
  [/^(-s|--quiet)$/, 'Only "qci-auth api" has --silent. Elsewhere, redirect the output: > /dev/null.'],
  [
    /^(-o|--output|--out|-O)$/,
    'Only "qci-auth api" has --output FILE. Elsewhere, redirect the output: > FILE.',
  ],
  [/^(-m|--max-time|--connect-timeout|--wait)$/, 'Use --timeout SECONDS.'],
  [/^--(account|org|organization|context|env|environment)$/, 'Use --profile NAME.'],
  [/^--(no-)?colou?r$/, 'Set NO_COLOR=1 for output without colors.'],
  [/^--(yaml|table|format|output-format)$/, 'Use --json.'],
]

/**
 * Words an error of the argument parser, without showing an argument: one that is wrong may be a token in the wrong
 * place.
 */
export function toUsageError(
  { code, message }: CommanderError,
  { program, args }: { program: Command; args: readonly string[] },
): CommandError {
  const hint = /\(Did you mean [^()]*\)/.exec(message)?.[0].replace('one of ', '')
  const quoted = /'(.*?)'/s.exec(message)?.[1] ?? ''
  switch (code) {
    case 'commander.help': // flags without a command
      return usageError('The command is missing.', listCommands(program))
    case 'commander.unknownCommand':
      return toUnknownCommandError(quoted, { hint, program })
    case 'commander.unknownOption':
      if (args[0] === 'run' && !args.includes('--')) {
        return usageError('The flags of the program must follow --.', 'For example: qci-auth run -- ls -l')
      }
      return toUnknownFlagError(quoted, hint)
    case 'commander.excessArguments':
      return usageError(`Too many arguments${quoted && ` for ${quoted}`}.`)
    default: // these quote our own words only
      return usageError(`${message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase())}.`)
  }
}

function listCommands(program: Command): string {
  return `Commands: ${program.commands.map((command) => command.name()).join(', ')}.`
}

function toUnknownCommandError(
  word: string,
  { hint, program }: { hint: string | undefined; program: Command },
): CommandError {
  const other = OTHER_COMMANDS.find(([pattern]) => pattern.test(word))?.[1]
  // Shown only when it is a common or almost a known command, and so no secret.
  if (other !== undefined || hint !== undefined) {
    return usageError(`There is no command "${word}".`, other ?? hint)
  }
  return usageError('There is no such command.', listCommands(program))
}

function toUnknownFlagError(argument: string, hint: string | undefined): CommandError {
  if (/^--?(api-?|access-?|refresh-?)?(token|secret|password|key)s?\b/i.test(argument)) {
    return usageError(
      'Secrets are not accepted as arguments, because other programs and the shell history can see them.',
      'Set QCI_TOKEN or use --api-token-file FILE (- for standard input).',
    )
  }
  const name = /^--[a-z][a-z-]{0,30}(?==|$)|^-[a-z]/i.exec(argument)?.[0]
  const other = name === undefined ? undefined : OTHER_FLAGS.find(([pattern]) => pattern.test(name))?.[1]
  return usageError(name ? `There is no flag ${name}.` : 'There is no such flag.', other ?? hint)
}
