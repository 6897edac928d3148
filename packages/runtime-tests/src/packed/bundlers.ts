import { basename, dirname } from 'node:path'

import { build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { build as vite } from 'vite'
import { type Stats, webpack } from 'webpack'

/** What makes one small file of a program and all that it imports. */
export interface Bundler {
  readonly name: string
  /**
   * Bundles for browsers, minified.
   *
   * @param entry - The program; what it imports is looked for from there.
   * @param file - Where the bundle goes.
   * @returns What the bundler warns of.
   * @throws Error when it cannot bundle.
   */
  readonly bundle: (entry: string, file: string) => Promise<string[]>
}

/** Those that most programs are made with, each as it comes. */
export const BUNDLERS: readonly Bundler[] = [
  { name: 'esbuild', bundle: withEsbuild },
  { name: 'Rolldown', bundle: withRolldown },
  { name: 'Vite', bundle: withVite },
  { name: 'webpack', bundle: withWebpack },
]

async function withEsbuild(entry: string, file: string): Promise<string[]> {
  const options = { bundle: true, format: 'esm', minify: true, logLevel: 'silent' } as const
  const { warnings } = await esbuild({ ...options, entryPoints: [entry], outfile: file })
  return warnings.map(({ text }) => text)
}

async function withRolldown(entry: string, file: string): Promise<string[]> {
  const warnings: string[] = []
  const onwarn = ({ message }: { message: string }): void => void warnings.push(message)
  await using bundle = await rolldown({ input: entry, platform: 'browser', onwarn })
  await bundle.write({ file, format: 'esm', minify: true })
  return warnings
}

async function withVite(entry: string, file: string): Promise<string[]> {
  const warnings: string[] = []
  await vite({
    configFile: false,
    root: dirname(entry),
    logLevel: 'silent',
    build: {
      outDir: dirname(file),
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        output: { entryFileNames: basename(file) },
        onwarn: ({ message }) => void warnings.push(message),
      },
    },
  })
  return warnings
}

async function withWebpack(entry: string, file: string): Promise<string[]> {
  const compiler = webpack({
    mode: 'production',
    target: ['web', 'es2022'],
    context: dirname(entry),
    entry,
    output: { path: dirname(file), filename: basename(file), module: true },
    experiments: { outputModule: true },
  })
  const stats = await new Promise<Stats>((done, fail) => {
    compiler.run((error, result) => (result ? done(result) : fail(error)))
  })
  await new Promise((done) => compiler.close(done))
  const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return warnings.map(({ message }) => message)
}
