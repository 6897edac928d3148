import { basename, dirname } from 'node:path'

import { build as buildWithEsbuild } from 'esbuild'
import { build as buildWithVite } from 'vite'
import { type Stats, webpack } from 'webpack'

/**
 * Bundles a program for browsers, minified.
 *
 * @param entry - The program; its imports are resolved from there.
 * @param file - Where the bundle goes.
 * @returns The bundler's warnings.
 */
export type Bundle = (entry: string, file: string) => Promise<string[]>

/** Common bundlers with their default configuration. Vite bundles with Rolldown. */
export const BUNDLERS: readonly { name: string; bundle: Bundle }[] = [
  {
    name: 'esbuild',
    async bundle(entry, file) {
      const options = { bundle: true, format: 'esm', minify: true, logLevel: 'silent' } as const
      const { warnings } = await buildWithEsbuild({ ...options, entryPoints: [entry], outfile: file })
      return warnings.map(({ text }) => text)
    },
  },
  {
    name: 'Vite',
    async bundle(entry, file) {
      const warnings: string[] = []
      const onwarn = ({ message }: { message: string }) => void warnings.push(message)
      const output = { entryFileNames: basename(file) }
      await buildWithVite({
        configFile: false,
        root: dirname(entry),
        logLevel: 'silent',
        build: {
          outDir: dirname(file),
          emptyOutDir: false,
          modulePreload: false,
          rolldownOptions: { input: entry, output, onwarn },
        },
      })
      return warnings
    },
  },
  {
    name: 'webpack',
    async bundle(entry, file) {
      const compiler = webpack({
        mode: 'production',
        target: ['web', 'es2022'],
        context: dirname(entry),
        entry,
        output: { path: dirname(file), filename: basename(file), module: true },
        experiments: { outputModule: true },
      })
      const stats = await new Promise<Stats>((resolve, reject) => {
        compiler.run((error, result) => (result ? resolve(result) : reject(error)))
      })
      await new Promise((resolve) => compiler.close(resolve))
      const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true })
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
      return warnings.map(({ message }) => message)
    },
  },
]
