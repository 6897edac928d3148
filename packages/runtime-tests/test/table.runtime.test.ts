import { expect, test } from 'vitest'

import { runtimes } from '../src/runtimes/all.ts'
import { readColumnsOfReadme } from '../src/table/readme.ts'
import { drawTable, readTable } from '../src/table/table.ts'

// While the table is drawn anew it is not held against anything.
test.skipIf(process.env['COLUMNS_FOLDER'])(
  'the table of the README has a column for each runtime',
  async () => {
    const names = (await readColumnsOfReadme()).map(({ name }) => name)
    expect(names).toEqual(Object.values(runtimes).map(({ name }) => name))
  },
)

test('a table tells what holds, what fails and what does not apply, and can be read again', () => {
  const columns = [
    { name: 'here', laws: { works: true, ends: false } },
    { name: 'there', laws: { works: true } },
  ]
  const table = drawTable(['works', 'ends', 'applies nowhere'], columns)
  expect(table.split('\n').slice(2)).toEqual(['| works | ✓ | ✓ |', '| ends | ✗ | – |'])
  expect(readTable(`Text.\n\n${table}\n\nText.`)).toEqual(columns)
})
