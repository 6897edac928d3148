/** Environment variables by name; a missing one is undefined. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads one environment variable, wherever this runs.
 *
 * @param name - The variable.
 * @param env - Replaces the process's environment when given.
 * @returns Undefined when there is no such variable, no `process` (browsers), or no leave to read it (Deno
 *   without `--allow-env`).
 */
export function readEnv(name: string, env: Environment | undefined): string | undefined {
  try {
    return (env ?? (globalThis as { process?: { env?: Environment } }).process?.env)?.[name]
  } catch {
    return undefined
  }
}
