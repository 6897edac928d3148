import { usageError } from '../errors/command-error.ts'
import { printJson, printText } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth profile list`: the profiles in the configuration file. */
export const profile: CommandDefinition<{ json?: boolean }> = {
  name: 'profile',
  description: 'list the profiles in the configuration file',
  args: { '<action>': 'list' },
  flags: [{ syntax: '--json', description: 'print the profiles as JSON' }],
  examples: ['qci-auth profile list', 'qci-auth whoami --profile work'],
  notes: `The file is profiles.json in the folder qci-auth of the platform's configuration folder
($XDG_CONFIG_HOME or ~/.config, ~/Library/Application Support, %APPDATA%). It says where
each API token is stored, and never contains the token itself:

  {
    "work": { "url": "https://api.qci-prod.com", "apiTokenFile": "/home/ada/.qci-token" },
    "test": { "url": "https://test.example", "apiTokenCommand": ["pass", "show", "qci-test"] },
    "ci": { "apiTokenVariable": "CI_QCI_TOKEN" }
  }`,
  async run({ flags, args: [action] }) {
    if (action !== 'list') throw usageError('Use "qci-auth profile list".')
    const { readProfiles, toProfilesFile } = await import('../config/profile.ts')
    const profiles = await readProfiles(process.env)
    const rows = [...profiles].map(([name, { url, apiTokenFile, apiTokenVariable, apiTokenCommand }]) => ({
      name,
      url: url ?? null,
      apiToken:
        apiTokenFile !== undefined
          ? `file ${apiTokenFile}`
          : apiTokenVariable !== undefined
            ? `variable ${apiTokenVariable}`
            : apiTokenCommand
              ? `command ${apiTokenCommand[0]}`
              : null,
    }))
    if (flags.json) return printJson({ file: toProfilesFile(process.env), profiles: rows })
    if (rows.length === 0) return printText(`No profiles in ${toProfilesFile(process.env)}.\n`)
    const width = (key: 'name' | 'url') => Math.max(...rows.map((row) => (row[key] ?? '-').length))
    const lines = rows.map(
      ({ name, url, apiToken }) =>
        `${name.padEnd(width('name'))}  ${(url ?? '-').padEnd(width('url'))}  ${apiToken ?? '-'}\n`,
    )
    return printText(lines.join(''))
  },
}
