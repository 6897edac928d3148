import { describe, expect, test } from 'vitest'

import { conformance } from '../src/conformance.ts'
import { createShopServer, SHOP_KEY, shopContract } from './support/shop-server.ts'
import type { ShopFault } from './support/shop-server.ts'

/** Asks a shop that the kit knows nothing of but its contract. */
const ask = (fault: ShopFault = {}, seed = 1) =>
  conformance({
    baseUrl: 'http://shop.test',
    contract: shopContract,
    tokens: { key: SHOP_KEY },
    fetch: createShopServer(fault),
    seed,
  })

test('a shop without a fault gives no finding, whatever the seed', async () => {
  const found = []
  for (let seed = 1; seed <= 15; seed += 1) found.push(...(await ask({}, seed)).findings)
  expect(found).toEqual([])
})

test('every operation is asked for what it gives and what it refuses', async () => {
  const { seen, leftOut } = await ask()
  expect(seen).toEqual([
    'createItem 201',
    'createItem 400',
    'createItem 401',
    'createItem 415',
    'createItem 422',
    'deleteItem 204',
    'deleteItem 400',
    'deleteItem 401',
    'getItem 200',
    'getItem 400',
    'getItem 404',
    'listItems 200',
    'listItems 400',
    'listItems 401',
  ])
  expect(leftOut).toHaveLength(2) // the GETs with a body
})

describe('what a shop does not check is found, and nothing else', () => {
  test.each<[NonNullable<ShopFault['unchecked']>, RegExp, string[]]>([
    ['tenant', /header X-Tenant/, ['createItem', 'listItems']],
    ['limit', /query limit/, ['listItems']],
    ['sort', /query sort/, ['listItems']],
    ['tags', /query tag/, ['listItems']],
    ['name', /body\/name/, ['createItem']],
    ['price', /body\/price/, ['createItem']],
    ['born', /body\/born/, ['createItem']],
    ['size', /body\/size/, ['createItem']],
    ['parts', /body\/parts/, ['createItem']],
    ['parent', /body\/parent/, ['createItem']],
    ['others', /body must not have fields that are not described/, ['createItem']],
    ['object', /body\/note/, ['createItem']],
  ])('%s', async (unchecked, rule, operations) => {
    const { findings } = await ask({ unchecked })
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['negative-accepted']))
    expect(findings.map(({ message }) => message)).toEqual(
      findings.map(() => expect.stringMatching(rule) as string),
    )
    expect([...new Set(findings.map(({ operationId }) => operationId))].toSorted()).toEqual(operations)
  })

  test('a key', async () => {
    const { findings } = await ask({ unchecked: 'key' })
    expect(findings.map(({ check, operationId }) => `${check} ${operationId}`)).toEqual([
      'credential-ignored listItems',
      'credential-ignored createItem',
      'credential-ignored deleteItem',
    ])
  })

  test.each([
    ['more than the most items', 'must NOT have more than 3 items', 'tags'],
    ['a longer text', 'must NOT have more than 20 characters', 'name'],
    ['half a step', 'must be a multiple of 0.5', 'price'],
    ['the excluded limit', 'must be > 0', 'price'],
    ['a repeated item', 'must NOT have duplicate items', 'parts'],
  ] as const)('%s', async (_, rule, unchecked) => {
    const { findings } = await ask({ unchecked })
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringContaining(rule))
  })
})

describe('what a shop answers otherwise is found', () => {
  const changing = (
    operation: string,
    status: number,
    change: (response: Response) => Response,
  ): ShopFault => ({
    answer: (response, asked) =>
      asked === operation && response.status === status ? change(response) : response,
  })

  test.each<[string, ShopFault, string]>([
    [
      'a header left out',
      changing(
        'GET items',
        200,
        (response) => new Response(response.body, { headers: { 'content-type': 'application/json' } }),
      ),
      'listItems: the header X-Total of 200 is missing',
    ],
    [
      'a header off its schema',
      changing(
        'GET items',
        200,
        (response) =>
          new Response(response.body, { headers: { 'content-type': 'application/json', 'x-total': '-1' } }),
      ),
      'listItems: the header X-Total of 200 must be >= 0',
    ],
    [
      'an item off its schema',
      changing('GET items', 200, () =>
        Response.json([{ id: 1, name: 'a', price: 1 }], { headers: { 'x-total': '1' } }),
      ),
      'listItems: the body of 200 at /0/name must NOT have fewer than 2 characters',
    ],
    [
      'a status in no range',
      changing('GET item', 404, () =>
        Response.json(
          { title: 'no' },
          { status: 410, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
      'getItem: answers the status 410, which is not documented',
    ],
    [
      'another type of error',
      changing('DELETE item', 401, () => Response.json({ title: 'no' }, { status: 401 })),
      'deleteItem: answers 401 with application/json, not application/problem+json',
    ],
  ])('%s', async (_, fault, message) => {
    const { findings } = await ask(fault)
    expect(findings.map((finding) => finding.message)).toEqual([message])
  })
})
