import { expect, test } from 'vitest'

import { drawTable, readTable } from '../src/table/table.ts'

const names = ['here', 'there', 'elsewhere']
const columns = [
  { name: 'here', laws: { works: true, ends: true, begins: false } },
  { name: 'there', laws: { works: true, ends: true } },
  { name: 'elsewhere', laws: { works: true, waits: true } },
]
const table = drawTable(['works', 'ends', 'begins', 'waits'], columns)

test('a table tells where which law holds, and nothing of what fails', () => {
  expect(table.split('\n')).toEqual([
    'Everywhere is: here, there, elsewhere.',
    '',
    '| The client … | in |',
    '| --- | --- |',
    '| works | everywhere |',
    '| ends | all but elsewhere |',
    '| waits | elsewhere |',
  ])
})

test('a table that was drawn of other runtimes is not read', () => {
  expect(() => readTable(table, [...names, 'a new one'])).toThrow('The table was drawn of other runtimes')
})

test('a table can be read again', () => {
  const { begins: _fails, ...holding } = columns[0]!.laws
  expect(readTable(`Text.\n\n${table}\n\nText.`, names)).toEqual([
    { name: 'here', laws: holding },
    ...columns.slice(1),
  ])
})
