import { expect, test } from 'vitest'

import { createEntryRing } from '../src/journal/entry-ring.ts'
import type { JournalEntry } from '../src/journal/journal-entry.ts'
import { FifoMap } from '../src/util/fifo-map.ts'
import { matchesPath } from '../src/util/matches-path.ts'
import { SecretIndex } from '../src/util/secret-index.ts'

test.each([
  ['/jobs', '/jobs', true],
  ['/jobs', '/jobs/', false],
  ['/jobs/*', '/jobs/7/status', true],
  ['/jobs/*', '/jobs', false],
  ['/jobs/*/status', '/jobs/7/status', true],
  ['/jobs/*/status', '/jobs/status', false],
  ['*', '/', true],
  ['/a*a', '/a', false],
  ['*/b*', '/a/b', true],
  ['/*b*c', '/abab-c', true],
])('the path pattern %s and the path %s match: %s', (pattern, path, expected) => {
  expect(matchesPath(pattern, path)).toBe(expected)
})

test('a FIFO map drops its oldest key, also after deletions and replacements', () => {
  const map = new FifoMap<string, number>(3)
  for (const [at, key] of ['a', 'b', 'c'].entries()) expect(map.set(key, at)).toBeUndefined()
  map.set('a', 10) // keeps its place
  expect(map.set('d', 3)).toBe(10)
  map.delete('b')
  map.set('b', 11) // now the youngest
  expect(map.set('e', 4)).toBe(2)
  expect([...map.values()]).toEqual([3, 11, 4])
  map.clear()
  expect(map.get('b')).toBeUndefined()
})

test('a FIFO map keeps working over many times its size', () => {
  const map = new FifoMap<number, number>(100)
  for (let key = 0; key < 10_000; key += 1) {
    map.set(key, key)
    if (key % 3 === 0) map.delete(key)
  }
  const keys = [...map.values()]
  expect(keys).toHaveLength(99) // the last key was deleted
  expect(keys.at(-1)).toBe(9_998)
  expect(keys).toEqual(keys.toSorted((a, b) => a - b))
})

test('a secret is masked wherever it occurs, few or many secrets', () => {
  for (const further of [0, 1, 20]) {
    const secrets = new SecretIndex()
    secrets.add(['token-one', 'token-one-longer', 'ken-onX'])
    for (let at = 0; at < further; at += 1) secrets.add([`${at}-other-secret`])
    expect(secrets.mask('a token-one-longer b token-one')).toBe('a [masked] b [masked]')
    expect(secrets.mask('nothing here')).toBe('nothing here')
    expect(secrets.mask('tok token-on')).toBe('tok token-on')
  }
})

test('overlapping secrets are masked completely', () => {
  const secrets = new SecretIndex()
  secrets.add(['abcdef', 'defghi'])
  expect(secrets.mask('xabcdefghix')).toBe('x[masked]x')
})

test('a removed secret is no longer masked, unless it was added twice', () => {
  const secrets = new SecretIndex()
  secrets.add(['secret-1'])
  secrets.add(['secret-1'])
  secrets.remove(['secret-1'])
  expect(secrets.mask('secret-1')).toBe('[masked]')
  secrets.remove(['secret-1'])
  expect(secrets.mask('secret-1')).toBe('secret-1')
})

test('the ring of entries is limited in number and in bytes', () => {
  const ring = createEntryRing({ maxEntries: 3, maxBytes: 100 })
  const entries = [1, 2, 3, 4, 5].map((seq) => ({ seq }) as JournalEntry)
  const list = (): number[] => ring.list().map(({ seq }) => seq)
  for (const entry of entries.slice(0, 4)) ring.add(entry)
  expect(list()).toEqual([2, 3, 4])
  ring.grow(entries[1]!, 60)
  ring.grow(entries[3]!, 60)
  expect(list()).toEqual([3, 4])
  ring.grow(entries[1]!, 1_000) // dropped already
  ring.grow(entries[3]!, 1_000)
  expect(list()).toEqual([4])
  ring.add(entries[4]!)
  expect(list()).toEqual([5])
})
