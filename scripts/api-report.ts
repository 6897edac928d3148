/**
 * Writes what a package shows to those who import it, a report for each of its doors, into its folder `api/`:
 * every change of the surface is then seen in a diff. With `--check` it writes nothing and fails when a
 * report is not what the built declarations say. Run in the package's folder.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from '@microsoft/api-extractor'

const isCheck = process.argv.includes('--check')
const home = process.cwd()
const reports = join(home, 'api')

/** What other doors than the main one let through without exporting it. */
const unexported = new Set<string>()

/** The declarations of each door, as package.json names them; the main one comes first. */
async function findDoors(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types?: string; import?: { types: string } }>
  }
  const doors = Object.values(manifest.exports).flatMap((door) => {
    const types = typeof door === 'object' ? (door.types ?? door.import?.types) : undefined
    return types ? [join(home, types)] : []
  })
  if (doors.length === 0) throw new Error('package.json names no declarations in its exports.')
  return doors
}

function toReportName(door: string): string {
  return `${basename(door, '.d.ts')}.api.md`
}

/** How API Extractor is to look at a door. */
function configure(door: string, scratch: string): IConfigFile {
  const none = { logLevel: ExtractorLogLevel.None }
  const error = { logLevel: ExtractorLogLevel.Error }
  return {
    projectFolder: home,
    mainEntryPointFilePath: door,
    newlineKind: 'lf',
    compiler: {
      overrideTsconfig: {
        extends: '../../tsconfig.base.json',
        // Node's types because msw's own declarations ask for them.
        compilerOptions: { strict: true, types: ['node'] },
        files: [door],
      },
    },
    apiReport: {
      enabled: true,
      // A type that is reachable is part of the surface, exported or not. One report shows it, else each
      // change would be seen once per door.
      includeForgottenExports: door === mainDoor,
      reportFileName: toReportName(door),
      reportFolder: reports,
      reportTempFolder: scratch,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: error },
      extractorMessageReporting: {
        default: error,
        'ae-forgotten-export': none, // the report of the main door shows it
        'ae-missing-release-tag': none, // everything that is exported is public
        'ae-undocumented': none, // names that say it all have no docstring
        'ae-unresolved-link': none, // to what another door shows; the site's build looks after links
      },
      tsdocMessageReporting: { default: none },
    },
  }
}

/** Whether the report of a door is what its declarations say; unless it is a check, it is from then on. */
function report(door: string, scratch: string): boolean {
  const config = ExtractorConfig.prepare({
    configObject: configure(door, scratch),
    configObjectFullPath: undefined,
    packageJsonFullPath: join(home, 'package.json'),
  })
  const result = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback(message) {
      message.handled = true // it would say it in its own words and colours
      if (message.logLevel === ExtractorLogLevel.Error) console.error(message.formatMessageWithLocation(home))
      const forgotten = message.messageId === 'ae-forgotten-export' && /"(.+?)"/.exec(message.text)?.[1]
      if (forgotten && door !== mainDoor) unexported.add(forgotten)
    },
  })
  if (result.apiReportChanged && isCheck) {
    console.error(`api/${toReportName(door)} is not what is exported: run "pnpm api" and look at its diff.`)
  }
  return result.succeeded
}

const doors = await findDoors()
const mainDoor = doors[0]!
await mkdir(reports, { recursive: true })
const scratch = await mkdtemp(join(tmpdir(), 'api-report-'))
try {
  const succeeded = doors.map((door) => report(door, scratch))
  if (succeeded.includes(false)) process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true })
}

const shown = await readFile(join(reports, toReportName(mainDoor)), 'utf8')
for (const name of unexported) {
  if (new RegExp(`^(export )?(declare )?(abstract )?(interface|type|class) ${name}\\b`, 'm').test(shown))
    continue
  console.error(`No report of this package shows ${name}, though it can be reached: export it.`)
  process.exitCode = 1
}

const names = new Set(doors.map(toReportName))
for (const file of await readdir(reports)) {
  if (names.has(file)) continue
  if (isCheck) {
    console.error(`api/${file} is the report of a door that does not exist: run "pnpm api".`)
    process.exitCode = 1
  } else await rm(join(reports, file))
}
