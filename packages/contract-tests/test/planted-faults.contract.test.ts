import { expect, test } from 'vitest'

import { plantedFaults } from './support/planted-faults.ts'
import { runConformance as run } from './support/run-conformance.ts'
import { at, on, withField, withStatus } from './support/server-faults.ts'

test.each(plantedFaults)(
  'conformance finds $check: $owners.0: $text',
  async ({ fault, check, text, owners }) => {
    const { findings, ok } = await run(fault)
    expect(ok).toBe(false)
    const found = findings.map((one) => [one.check, one.message.split(': ')[0]])
    expect(found).toEqual(owners.map((owner) => [check, owner]))
    for (const { message } of findings) expect(message).toContain(text)

    const alone = await run(fault, { only: findings[0]!.cases[0]! })
    expect(alone.results).toHaveLength(1)
    expect(alone.findings.map((one) => one.check)).toContain(check)
  },
)

test('conformance finds nothing in a correct server, with any seed', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 50; seed += 1) expect((await run(undefined, { seed })).findings).toEqual([])
})

const withRegion = at('/', 200, withField('region', 'eu'))
const withoutPath = on(({ path }) => path.endsWith('tokens'), withStatus(404))

test.each([
  ['negative-accepted', 'transport', 'although body begins with a byte order mark', undefined],
  ['unknown-field', 'example', 'body of 200 has the undocumented field /region', withRegion],
  ['positive-rejected', 'path', 'responds 404 to a valid request (the path without', withoutPath],
])('conformance reports as drift: %s of postAccessTokens/%s: %s', async (check, only, text, fault) => {
  const { findings, drift } = await run(fault, { only: `postAccessTokens/${only}` })
  expect(findings).toEqual([])
  expect(drift).toMatchObject([{ check, certainty: 'optional' }])
  expect(drift[0]!.message).toContain(text)
})

test('conformance sends the same requests for the same seed', async () => {
  const sent = async (seed: number): Promise<string[]> => {
    const { results } = await run(undefined, { seed, only: 'postAccessTokens' })
    return results.map(({ id, toCurl }) => `${id} ${toCurl()}`)
  }
  expect(await sent(7)).toEqual(await sent(7))
  expect(await sent(7)).not.toEqual(await sent(8))
})

test('conformance rejects an id that no case has', async () => {
  await expect(run(undefined, { only: 'unknown' })).rejects.toThrow('No case has the id unknown')
})
