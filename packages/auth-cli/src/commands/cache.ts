import { usageError } from '../errors/command-error.ts'
import { printText } from '../output/stdout.ts'
import type { CommandDefinition } from './command.ts'

/** `qci-auth cache path` and `qci-auth cache clear`: the folder in which access tokens are kept between runs. */
export const cache: CommandDefinition = {
  name: 'cache',
  description: 'show or clear the cache of access tokens',
  args: { '<action>': 'path or clear' },
  examples: ['qci-auth cache path', 'qci-auth cache clear', 'qci-auth token --no-cache'],
  notes: `Runs with the same API token and address share an access token through a file in this folder,
encrypted with a key derived from the API token, so that other users cannot read or use it.
QCI_AUTH_CACHE names another folder, such as one that all machines of a cluster mount;
QCI_AUTH_CACHE=off and --no-cache turn the cache off.`,
  async run({ flags, args: [action] }) {
    const { findTokenCache } = await import('../config/token-cache.ts')
    const { folder, reason } = findTokenCache(flags, process.env)
    const state = `The token cache is ${reason}`
    if (action === 'path') {
      // Scripts take what is on standard output for a path.
      if (folder === undefined) throw usageError(`${state}: it has no folder.`)
      return printText(`${folder}\n`)
    }
    if (action !== 'clear') throw usageError('Use "qci-auth cache path" or "qci-auth cache clear".')
    if (folder === undefined) return printText(`${state}: nothing to clear.\n`)
    const { clearTokenCache } = await import('../config/clear-token-cache.ts')
    const count = await clearTokenCache(folder)
    return printText(`Removed ${count} ${count === 1 ? 'file' : 'files'} from ${folder}.\n`)
  },
}
