import { DEFAULT_API_TOKEN } from '../config.ts'

/** What `--help` says. */
export const HELP: string = `Usage: qci-auth-mock [flags]

Pretends to be QCi's auth API, on a port of this machine. The first line on standard output is its base
URL; everything else goes to standard error.

  --port N              the port to listen on; 0 takes a free one (default 0)
  --host ADDRESS        the address to listen on (default 127.0.0.1)
  --api-token TOKEN     the API token that is good (default ${DEFAULT_API_TOKEN}, which is public)
  --token-lifetime S    how long access tokens are good, in seconds (default 3600)
  -h, --help            show this

Exit status: 0 when told to stop (SIGINT, SIGTERM), 2 for a wrong flag, 3 when the port is in use.
`
