import { build } from 'rolldown'

/**
 * Bundles a module with everything that it imports into one script.
 *
 * @param entry - The path of the module.
 * @param conditions - The conditions that select a package's entry point.
 */
export async function bundle(
  entry: string,
  format: 'esm' | 'iife',
  conditions: readonly string[],
): Promise<string> {
  const { output } = await build({
    input: entry,
    platform: 'neutral',
    resolve: { conditionNames: [...conditions, 'import', 'default'] },
    output: { format, codeSplitting: false },
    write: false,
  })
  return output[0].code
}
