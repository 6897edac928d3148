import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { createUserFolder, type UserFolder } from '@qci-client/test-support/user-folder'

const home = resolve(import.meta.dirname, '..')

/** A folder with a copy of the built package, beside the version of msw that is linked there, if any. */
async function createProject(msw: 'msw' | 'msw2' | undefined): Promise<UserFolder> {
  const project = await createUserFolder()
  const modules = join(project.folder, 'node_modules')
  const target = join(modules, '@qci-client/auth-mock')
  await mkdir(dirname(target), { recursive: true })
  await cp(join(home, 'dist'), join(target, 'dist'), { recursive: true })
  await writeFile(join(target, 'package.json'), await readFile(join(home, 'package.json')))
  if (msw) await symlink(join(home, 'node_modules', msw), join(modules, 'msw'), 'junction')
  return project
}

const IN_PROCESS = `
import { http, HttpResponse } from 'msw'
import { setupAuthMock } from '@qci-client/auth-mock/node'

const { mock, server, close } = setupAuthMock()
close() // before listen()
server.listen({ onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' })
const health = mock.env.QCI_API_URL + '/auth/v1/access-tokens/health'
const seen = [(await fetch(health)).status]
mock.faults.add({ kind: 'reset' })
seen.push(await fetch(health).catch((error) => error.name))
mock.faults.add({ kind: 'hang' })
const hanging = fetch(health).catch((error) => error.name)
await mock.journal.waitFor({ count: 3 })
mock.reset()
seen.push(await hanging)
mock.use(http.get('/jobs', mock.requireAccessToken(() => HttpResponse.json([]))))
seen.push((await fetch(mock.env.QCI_API_URL + '/jobs')).status)
server.use(http.get(health, () => HttpResponse.json({ message: 'overridden' })))
mock.reset()
seen.push((await (await fetch(health)).json()).message)
close()
close()
server.listen()
seen.push((await fetch(health)).status)
close()
console.log(JSON.stringify(seen))
`

const ON_A_PORT = `
import { http, HttpResponse } from 'msw'
import { startAuthMockServer } from '@qci-client/auth-mock/server'

const api = await startAuthMockServer()
api.use(http.get('/jobs/:id', ({ params }) => HttpResponse.json(params)))
console.log(JSON.stringify(await (await fetch(api.url + '/jobs/7')).json()))
await api.close()
`

test.each(['msw', 'msw2'] as const)('the mock works in process and on a port with %s', async (version) => {
  await using project = await createProject(version)
  await project.write('in-process.mjs', IN_PROCESS)
  await project.write('port.mjs', ON_A_PORT)
  const inProcess = await project.run(process.execPath, ['in-process.mjs'])
  expect(inProcess).toMatchObject({ code: 0 })
  expect(JSON.parse(inProcess.stdout)).toEqual([200, 'TypeError', 'TypeError', 401, 'OK', 200])
  expect(await project.run(process.execPath, ['port.mjs'])).toMatchObject({ code: 0, stdout: '{"id":"7"}\n' })
})

test('the server and the command work without msw', async () => {
  await using project = await createProject(undefined)
  await project.write('port.mjs', ON_A_PORT.replace(/import .* 'msw'\n/, '').replace(/api\.use.*\n/, ''))
  expect(await project.run(process.execPath, ['port.mjs'])).toMatchObject({
    code: 0,
    stdout: '{"message":"No such path"}\n',
  })
  const bin = 'node_modules/@qci-client/auth-mock/dist/bin.js'
  expect(await project.run(process.execPath, [bin, '--version'])).toMatchObject({ code: 0 })
})
