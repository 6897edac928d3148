import { DEFAULT_API_TOKEN } from '../engine/config.ts'
import { SCENARIOS } from '../faults/scenario.ts'

/** Returns the text of `--help`. @param program - The name of the command. */
export const toHelp = (program: string): string => `Usage: ${program} [flags]

Runs a mock of QCi's auth API on a port of this machine. Standard output gets one line, the base URL;
everything else goes to standard error.

  --port N              port to listen on; 0 takes a free one (default 0)
  --host ADDRESS        address to listen on (default 127.0.0.1)
  --allow-host NAME     further host name under which the admin API may be used, for example in a
                        container; may be repeated
  --cors ORIGIN|*       origin whose pages may read responses (default none)
  --api-token TOKEN     API token to accept (default ${DEFAULT_API_TOKEN}, which is public)
  --token-lifetime S    lifetime of access tokens in seconds (default 3600)
  --seed N              seed for generated access tokens (default random)
  --scenario NAME|FILE  scenario to start with: a JSON file, or one of
                        ${Object.keys(SCENARIOS).join(', ')}
  --handlers FILE       module with other APIs: default export (mock) => request handlers of msw;
                        reloaded when it changes
  --optimization        add a mock of QCi's optimization API: files, jobs, results, allocations
  --tls self-signed     serve https with a new certificate; prints the path of its CA file
  --tls-cert FILE, --tls-key FILE
                        serve https with this certificate and key (PEM)
  --format FORMAT       format of that line: url, json { ready, url, pid } or env, for eval in a shell
                        (default url)
  --json                same as --format json
  --log FORMAT          format of the log: pretty, json or silent (default pretty)
  --exit-with-parent    stop when standard input ends
  --version             show the version
  -h, --help            show this help

The admin API is at /__mock__/ (GET /__mock__/ lists its endpoints).

Exit status: 0 when stopped by SIGINT or SIGTERM, 2 for a wrong flag, 3 when the port is in use,
1 for other errors.
`
