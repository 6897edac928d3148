import { defineConfig, type TsdownPlugin } from 'tsdown'

/**
 * A few modules instead of seventy: each costs the start of the command some 0.2 ms. What only some commands need is
 * loaded by them. Commander is included. tsc checks the sources.
 */
export default defineConfig({
  entry: 'src/bin.ts',
  platform: 'node',
  target: 'node22',
  fixedExtension: false,
  deps: { onlyBundle: 'commander' },
  dts: false,
  hash: false,
  plugins: [createBuiltinPlugin()],
})

/**
 * Loads Node's modules with `process.getBuiltinModule`: an `import` reads all their exports, which loads their lazy
 * parts. For `node:http` that is the whole of `fetch`, for `node:fs` its streams. Commander gets no `child_process`: it
 * would need it only for commands that are programs of their own.
 */
function createBuiltinPlugin(): TsdownPlugin {
  const prefix = '\0builtin:'
  return {
    name: 'builtin-modules',
    resolveId(id, importer) {
      if (!id.startsWith('node:')) return null
      const isUnused = id === 'node:child_process' && importer?.includes('commander')
      return `${prefix}${isUnused ? '' : id}`
    },
    load(id) {
      if (!id.startsWith(prefix)) return null
      const name = id.slice(prefix.length)
      if (name === '') return 'export default {}'
      const names = Object.keys(process.getBuiltinModule(name) ?? {}).filter((each) =>
        /^[a-z]\w*$/i.test(each),
      )
      const lines = names.map((each) => `export const ${each} = /* @__PURE__ */ (() => builtin.${each})()`)
      return [
        `const builtin = process.getBuiltinModule(${JSON.stringify(name)})`,
        'export default builtin',
        ...lines.filter((line) => !/const (default|constructor) /.test(line)),
      ].join('\n')
    },
  }
}
