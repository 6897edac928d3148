/**
 * What `pnpm test:runtimes` runs: the suite in all runtimes, none of them left out, and then the table of the README
 * from what was found.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { runtimes } from '../runtimes/all.ts'
import { ENDS_BY_ITSELF } from '../runtimes/check-in-process.ts'
import { IS_INSTALLED } from '../suite/law.ts'
import { allTitles, listLaws } from '../suite/suite.ts'
import { collectColumns } from '../table/column.ts'
import { writeTableToReadme } from '../table/readme.ts'
import { drawTable } from '../table/table.ts'

/** Tests of the same packages by their users' tools: `pnpm test` runs them, no column of the table is of them. */
const PACKED = 'packages/runtime-tests/test/packed-*'

const folder = await mkdtemp(join(tmpdir(), 'runtimes-'))
try {
  const options = ['--project', 'runtimes', '--exclude', PACKED, ...process.argv.slice(2)]
  const vitest = spawn('vitest', ['run', ...options], {
    stdio: 'inherit',
    shell: process.platform === 'win32', // there the command is a .cmd file
    env: { ...process.env, RUNTIMES: 'all', COLUMNS_FOLDER: folder },
  })
  const [exitCode] = (await once(vitest, 'exit')) as [number | null]
  process.exitCode = exitCode ?? 1

  const names = Object.values(runtimes).map(({ name }) => name)
  const columns = await collectColumns(folder, names)
  const isWhole = Object.values(runtimes).every(({ name, traits }) => {
    const laws = columns.find((column) => column.name === name)?.laws
    return laws && listLaws(traits).every((title) => title in laws) // without openssl, some are missing
  })
  if (exitCode === 0 && isWhole) {
    await writeTableToReadme(drawTable([IS_INSTALLED, ...allTitles, ENDS_BY_ITSELF], columns))
    console.log(`The table in packages/runtime-tests/README.md is of this run: ${names.length} runtimes.`)
  } else {
    console.log(
      'The table in packages/runtime-tests/README.md is as it was: this run is not a whole and good one.',
    )
  }
} finally {
  await rm(folder, { recursive: true })
}
