import { readFileSync } from 'node:fs'

import { parseScenario, type Scenario, type ScenarioName, SCENARIOS } from '../faults/scenario.ts'
import { FlagError } from './flags.ts'

/**
 * Returns the scenario that `--scenario` names: a built-in one, else a JSON file.
 *
 * @throws {@link FlagError} when it is neither.
 */
export function readScenario(nameOrFile: string): ScenarioName | Scenario {
  if (Object.hasOwn(SCENARIOS, nameOrFile)) return nameOrFile as ScenarioName
  try {
    return parseScenario(JSON.parse(readFileSync(nameOrFile, 'utf8')))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason =
      code === 'ENOENT'
        ? ' is neither a scenario nor a file'
        : error instanceof SyntaxError
          ? ' is not valid JSON'
          : `: ${message}`
    throw new FlagError(`--scenario: ${nameOrFile}${reason}`)
  }
}
