import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'

import { type RecipeFile, readRecipes } from './support/recipes.ts'
import { createReader } from './support/user.ts'

const files = await readRecipes()
const reader = await createReader(files)
afterAll(() => reader[Symbol.asyncDispose]())

const isProgram = ({ language, flags, output }: RecipeFile): boolean =>
  language === 'ts' && output !== undefined && !('deno' in flags)

test('all TypeScript files of the recipes compile', async () => {
  expect(await reader.runTool('@typescript/native', 'tsc', ['--project', '.'])).toMatchObject({
    stdout: '',
    code: 0,
  })
})

test.for(files.filter(isProgram))('$recipe/$name prints what the recipe shows', async (file) => {
  await using api = await startAuthMockServer({ handlers: createOptimizationApi })
  const program = await toProgram(file)
  const { stdout, stderr, code } = await reader.run(process.execPath, [program], api.env)
  expect({ stdout, stderr, code }).toEqual({ stdout: toPattern(file.output!), stderr: '', code: 0 })
  expect(api.mock.journal.tokenRequests()).toHaveLength(1)
  api.mock.assertClean()
})

test('pino/log.ts logs a failure as a warning with its error, and no token', async () => {
  await using api = await startAuthMockServer()
  api.mock.faults.outage(1)
  const { stdout } = await reader.run(process.execPath, ['pino/log.ts'], api.env)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(lines).toMatchObject([
    { level: 40, type: 'retry', err: { type: 'ApiError', message: expect.stringContaining('503') } },
    { level: 30, type: 'renewed' },
  ])
  expect(stdout).not.toContain(api.env.QCI_TOKEN)
})

const clients = files.filter(
  ({ recipe, name }) => recipe === 'http-libraries' && name !== 'undici-request.ts',
)
test.for(clients)(
  '$recipe/$name repeats a request that is rejected with 401',
  async ({ recipe, name, output }) => {
    await using api = await startAuthMockServer({ handlers: createOptimizationApi })
    api.mock.faults.add({ kind: 'status', status: 401, path: '/optimization/v1/*' })
    const { stdout } = await reader.run(process.execPath, [`${recipe}/${name}`], api.env)
    expect(stdout).toBe(output)
    expect(api.mock.journal.tokenRequests()).toHaveLength(2)
    api.mock.assertClean()
  },
)

/** Returns the path of a file that Node can run: decorators, which it does not know, are compiled. */
async function toProgram({ recipe, name }: RecipeFile): Promise<string> {
  const parts = files.filter((file) => file.recipe === recipe)
  if (!parts.some(({ code }) => code.includes('\n@Module('))) return `${recipe}/${name}`
  for (const part of parts) {
    const compilerOptions = {
      experimentalDecorators: true,
      verbatimModuleSyntax: true,
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
    }
    const { outputText } = ts.transpileModule(part.code, { compilerOptions, fileName: part.name })
    await reader.write(`${recipe}/${part.name.replace(/\.ts$/, '.js')}`, outputText)
  }
  return `${recipe}/${name.replace(/\.ts$/, '.js')}`
}

/** Matches an output in which `…` matches anything within a line. */
function toPattern(output: string): unknown {
  const pattern = output.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll('…', '.*')
  return expect.stringMatching(new RegExp(`^${pattern}$`))
}
