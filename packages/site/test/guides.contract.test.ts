import { delimiter, dirname, join } from 'node:path'

import { afterAll, expect, test } from 'vitest'

import type { Run } from '@qci-client/test-support/user-folder'
import { findPython, hasCommand } from '@qci-client/test-support/find-python'
import { type Example, readExamples } from './support/examples.ts'
import { createUser } from './support/user.ts'
import { startWorld } from './support/world.ts'

const examples = await readExamples()
const user = await createUser(examples)
afterAll(() => user[Symbol.asyncDispose]())

const isWritten = (language: string) => (example: Example) => example.language === language
const isRun = ({ flags }: Example) => !('norun' in flags)

test('every example of the guides is in a language that is run here, unless it is marked norun', () => {
  const others = examples.filter(({ language }) => !['ts', 'sh', 'python'].includes(language))
  expect(others.filter(isRun).map(({ file }) => file)).toEqual([])
  expect(examples.filter(isRun).length).toBeGreaterThan(20)
})

test('every TypeScript example of the guides compiles against the built packages', async () => {
  const { stdout } = await user.runTool('@typescript/native', 'tsc', ['--project', '.'])
  expect(stdout).toBe('')
})

test.for(examples.filter(isWritten('ts')).filter(isRun))('$file runs as it stands', async (example) => {
  expect(await run(example, process.execPath, [example.file])).toEqual(toExpected(example))
})

test.for(examples.filter(isWritten('sh')).filter(isRun))(
  '$file runs as it stands',
  async (example, { skip }) => {
    if (!hasCommand('bash', '--version')) skip('no bash')
    expect(await run(example, 'bash', ['-eo', 'pipefail', example.file])).toEqual(toExpected(example))
  },
)

test.for(examples.filter(isWritten('python')))('$file is Python', async ({ file }, { skip }) => {
  const python = findPython() ?? skip('no Python')
  expect(await user.run(python, ['-m', 'py_compile', file])).toMatchObject({ code: 0, stderr: '' })
})

/** Runs an example with the APIs in the scenario that it names, and with the command in the path. */
async function run(example: Example, command: string, args: string[]): Promise<Run> {
  await using api = await startWorld(example)
  const path = [join(user.folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter)
  return await user.run(command, args, { ...api.env, PATH: path, HOME: user.folder })
}

/** The exit status and the output that an example must have; `…` is any text within a line. */
function toExpected({ output, flags }: Example): Run {
  const lines = output?.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll('…', '.*')
  const printed: unknown = expect.stringMatching(lines === undefined ? /^/ : new RegExp(`^${lines}$`))
  return { code: Number(flags['exit'] ?? 0), stdout: printed as string, stderr: expect.any(String) as string }
}
