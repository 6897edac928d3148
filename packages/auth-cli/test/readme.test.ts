import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

import { createOptimizationApi } from '@qci-client/auth-mock/optimization'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

import { createConsumer } from '@qci-client/test-support/consumer'
import { readBlocks } from '@qci-client/test-support/readme'
import { BIN, toBareEnv } from './support/command.ts'

const API_TOKEN = 'api-token-of-the-readme'

const blocks = await readBlocks(new URL('../README.md', import.meta.url))
const missing = ['bash', 'curl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).status !== 0)
const skipReason = missing.length > 0 ? ` (skipped: no ${missing.join(', no ')})` : ''

/** Runs an example in a shell that has the command, unchanged except for the API's address. */
async function runExample(code: string, env: Record<string, string | undefined> = {}) {
  await using server = await startAuthMockServer({ apiToken: API_TOKEN, handlers: createOptimizationApi })
  await using consumer = await createConsumer()
  await consumer.write('qci-auth', `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`)
  // The tools that this machine need not have, and what a person pastes.
  const script = `chmod +x qci-auth; PATH=$PWD:$PATH; npm() { :; }; pass() { echo ${API_TOKEN}; }
    { ${code.replaceAll('https://api.qci-prod.com', server.url)}
    } <<< ${API_TOKEN}`
  const configured = { QCI_API_URL: server.url, QCI_TOKEN: API_TOKEN, ...env }
  return await consumer.run('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    ...Object.fromEntries(Object.keys(process.env).map((name) => [name, ''])),
    ...(toBareEnv(configured) as Record<string, string>),
  })
}

test('every example is run by a test here', () => {
  const languages = ['sh', 'sh', 'sh', 'sh', 'sh', 'json', 'sh', 'sh', 'sh', 'sh']
  expect(blocks.map(({ language }) => language)).toEqual(languages)
})

test.skipIf(skipReason)(`README: the first example runs as it stands${skipReason}`, async () => {
  const { code, stdout, stderr } = await runExample(blocks[1]!.code, { QCI_TOKEN: '', QCI_API_URL: '' })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('Everything works.')
  expect(stdout).toContain('User          mock-user')
  expect(stdout.match(/\{"allocations":/g)).toHaveLength(2) // by curl and without
})

test.skipIf(skipReason)(`README: a token comes from a password manager${skipReason}`, async () => {
  expect(await runExample(blocks[2]!.code, { QCI_TOKEN: '' })).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^mock\.\S+\n$/),
    stderr: '',
  })
})

test.skipIf(skipReason)(`README: other programs get a token${skipReason}`, async () => {
  const { code, stdout } = await runExample(`${blocks[3]!.code}\necho "$QCI_ACCESS_TOKEN"`)
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^20\S+Z\n\{"allocations":.*\}\d+ characters for http:\/\/127\.0\.0\.1:\d+\nmock\.\S+\n$/,
  )
})

test.skipIf(skipReason)(`README: requests are made with api${skipReason}`, async () => {
  const { code, stdout, stderr } = await runExample(`${blocks[4]!.code}\ncat second.json`)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^\w{24}\nHTTP\/1\.1 200 OK\n[^]*\n\n\{"file_id":"(\w{24})"\}\{"file_id":"\1",.*"second"/,
  )
})

test.skipIf(skipReason)(`README: profiles are used${skipReason}`, async () => {
  const save = `mkdir -p config/qci-auth; cat > config/qci-auth/profiles.json <<'END'\n${blocks[5]!.code}\nEND\n`
  const pass = 'printf \'#!/bin/sh\\necho %s\\n\' "$REAL_TOKEN" > pass; chmod +x pass\n'
  const { code, stdout } = await runExample(
    `export XDG_CONFIG_HOME=$PWD/config\n${pass}${save}${blocks[6]!.code}`,
    { QCI_TOKEN: '', REAL_TOKEN: API_TOKEN },
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/^work {2}http:\/\/127[^\n]* {2}command pass\nci [^\n]* variable CI_QCI_TOKEN\n/)
  expect(stdout).toContain('User          mock-user')
})

test.skipIf(skipReason)(`README: completion is loaded${skipReason}`, async () => {
  const { code, stdout } = await runExample(`${blocks[7]!.code}\ncomplete -p qci-auth`)
  expect([code, stdout]).toEqual([0, 'complete -o default -F _qci_auth qci-auth\n'])
})

test.skipIf(skipReason)(`README: a loop waits for the API${skipReason}`, async () => {
  expect(await runExample(blocks[8]!.code)).toEqual({ code: 0, stdout: 'OK\n', stderr: '' })
})

test.skipIf(skipReason)(`README: the mock prints the line that sets the variables${skipReason}`, async () => {
  // On a free port, stopped when it has printed its line.
  const once = blocks[9]!.code.replace('--port 4010', '--port 0').replace(/ *# Ctrl-C.*/, ' | head -n 1')
  const { stdout } = await runExample(once.replace('qci-auth mock', 'timeout -s INT 2 qci-auth mock'))
  expect(stdout).toMatch(/^export QCI_API_URL=http:\/\/127\.0\.0\.1:\d+ QCI_TOKEN=mock-api-token\n$/)
})
