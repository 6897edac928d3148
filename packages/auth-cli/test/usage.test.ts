import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import { run } from './support/command.ts'

const COMMANDS = [
  'token',
  'headers',
  'api',
  'run',
  'whoami',
  'health',
  'version',
  'doctor',
  'mock',
  'profile',
  'completion',
]
const GLOBAL_FLAGS = ['--url', '--api-token-file', '--timeout', '--allow-insecure', '--version', '--help']

describe('the help', () => {
  test('--help names commands, flags, variables, exit statuses and examples', async () => {
    const { status, stdout, stderr } = await run(['--help'])
    expect([status, stderr]).toEqual([0, ''])
    for (const word of [...COMMANDS.map((name) => `\n  ${name} `), ...GLOBAL_FLAGS])
      expect(stdout).toContain(word)
    for (const word of ['QCI_API_URL', 'QCI_TOKEN', 'HTTPS_PROXY', 'NO_COLOR', 'Exit status:', 'Examples:']) {
      expect(stdout).toContain(word)
    }
  })

  test.each(COMMANDS.filter((name) => name !== 'mock'))(
    '--help of %s has examples and the flags that every command takes',
    async (command) => {
      const { status, stdout } = await run([command, '--help'])
      expect(status).toBe(0)
      expect(stdout).toMatch(new RegExp(`\nExamples:\n(  .*\n)*  .*qci-auth ${command}`))
      for (const flag of GLOBAL_FLAGS) expect(stdout).toContain(flag)
      expect((await run(['help', command])).stdout).toBe(stdout)
    },
  )

  test('the help is printed to standard error, with status 2, when there is no command', async () => {
    const { status, stdout, stderr } = await run([])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toBe((await run(['--help'])).stdout)
  })

  test.each([['--timeout', '5']])(
    'the help is printed with a message when %s %s names no command',
    async (...args) => {
      const { status, stdout, stderr } = await run(args)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).toContain('Usage: qci-auth')
      expect(stderr).toMatch(/\nerror: The command is missing\.\n {2}Commands: token, [^\n]+\n$/)
      expect(stderr).not.toContain('s3cret')
    },
  )

  test('the help fits into eighty columns', async () => {
    const { stdout } = await run(['--help'])
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(81)
  })
})

test('--version prints the version of the package', async () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  expect(await run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})

describe('wrong usage', () => {
  test.each<[message: string, args: string[]]>([
    ['There is no command "tokn".\n  (Did you mean token?)', ['tokn']],
    ['There is no command "doktor".\n  (Did you mean doctor?)', ['doktor']],
    ['There is no such command.\n  Commands: token, headers, api', ['s3cret']],
    ['There is no such command.\n  Commands: token, headers, api', ['help', 's3cret']],
    ['There is no command "tokne".\n  (Did you mean token?)', ['help', 'tokne']],
    ['There is no command "login".\n  There is no login: set QCI_TOKEN', ['login']],
    ['There is no command "curl".\n  Use "qci-auth api PATH".', ['curl', 'x']],
    ['There is no flag -v.\n  Only "qci-auth api" has --verbose', ['token', '-v']],
    ['There is no flag --jq.\n  Pipe the output to jq', ['api', 'x', '--jq', '.s3cret']],
    ['There is no flag -k.\n  Certificates are always verified', ['token', '-k']],
    ['There is no flag --proxy.\n  Set HTTPS_PROXY', ['token', '--proxy=http://s3cret@p']],
    ['There is no flag --no-color.\n  Set NO_COLOR=1', ['token', '--no-color']],
    ['There is no flag --colour.\n  Set NO_COLOR=1', ['token', '--colour']],
    ['The flags of the program must follow --.', ['run', 'ls', '-l']],
    ['The program to run is missing.', ['run', '--']],
    ['The shell must be one of bash, zsh, fish.', ['completion', 's3cret']],
    ['Use "qci-auth profile list".', ['profile', 's3cret']],
    ['--retry must be a whole number from 0 to 100.', ['api', 'x', '--retry', 's3cret']],
    ['There is no flag --jsno.\n  (Did you mean --json?)', ['token', '--jsno']],
    ['There is no flag --frobnicate.', ['token', '--frobnicate=s3cret']],
    ['There is no flag -z.', ['token', '-zs3cret']],
    ['There is no such flag.', ['token', '--s3cret']],
    ['Secrets are not accepted as arguments', ['token', '--api-token', 's3cret']],
    ['Secrets are not accepted as arguments', ['token', '--token=s3cret']],
    ['Secrets are not accepted as arguments', ['--password', 's3cret', 'token']],
    ['Too many arguments for token.', ['token', 's3cret']],
    ["Option '--url <url>' argument missing.", ['token', '--url']],
    ['--timeout must be a number of seconds above 0', ['token', '--timeout', 's3cret']],
    ['--timeout must be a number of seconds above 0', ['token', '--timeout', '0']],
    ['--timeout must be a number of seconds above 0', ['token', '--timeout', '1e3']],
    ['--timeout must be a number of seconds above 0', ['token', '--timeout', '99999999']],
    ['--format must be one of text, json, env, exec, curl.', ['token', '--format', 's3cret']],
    ['--json and --format env cannot be used together.', ['token', '--json', '--format', 'env']],
  ])('wrong usage ends with 2 and one message: %s', async (message, args) => {
    const { status, stdout, stderr } = await run(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: [^\n]+\n( {2}[^\n]+\n)?$/)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('s3cret')
  })
})
