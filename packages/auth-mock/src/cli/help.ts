import { DEFAULT_API_TOKEN } from '../engine/config.ts'
import { SCENARIOS } from '../faults/scenario.ts'

/** What `--help` says. */
export const HELP: string = `Usage: qci-auth-mock [flags]

Pretends to be QCi's auth API, on a port of this machine. The first line on standard output is its base
URL and nothing else; everything else goes to standard error.

  --port N              port to listen on; 0 takes a free one (default 0)
  --host ADDRESS        address to listen on (default 127.0.0.1)
  --allow-host NAME     name under which the admin API may be used, beyond those of the loopback: for
                        containers; may be given several times
  --cors ORIGIN|*       the origin whose pages may read the answers (default none)
  --api-token TOKEN     the API token that is good (default ${DEFAULT_API_TOKEN}, which is public)
  --token-lifetime S    how long access tokens are good, in seconds (default 3600)
  --seed N              what the access tokens follow from (default drawn by chance)
  --scenario NAME|FILE  the situation to begin in: a JSON file, or one of
                        ${Object.keys(SCENARIOS).join(', ')}
  --log FORMAT          pretty, json or silent (default pretty)
  --json                make the first line JSON: { ready, url, pid }
  --exit-with-parent    end when standard input does
  -h, --help            show this

The admin API is at /__mock__/ (GET /__mock__/ready, POST /__mock__/faults, ...): see the README.

Exit status: 0 when told to stop (SIGINT, SIGTERM), 2 for a wrong flag, 3 when the port is in use,
1 for anything else.
`
