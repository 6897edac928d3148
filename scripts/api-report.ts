/**
 * Writes the public API of a package to its folder `api/`, one report for each entry point, so that a diff shows every
 * change. With `--check` it writes nothing and fails when a report differs from the built declarations. Run in the
 * package's folder.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from '@microsoft/api-extractor'

const isCheck = process.argv.includes('--check')
const home = process.cwd()
const reports = join(home, 'api')

/** Types that an entry point other than the main one reaches without exporting them. */
const unexported = new Set<string>()

/** The declarations of each entry point, as package.json names them. The main one is first. */
async function findEntryPoints(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types?: string; import?: { types: string } }>
  }
  const entryPoints = Object.values(manifest.exports).flatMap((entryPoint) => {
    const types = typeof entryPoint === 'object' ? (entryPoint.types ?? entryPoint.import?.types) : undefined
    return types ? [join(home, types)] : []
  })
  if (entryPoints.length === 0) throw new Error('package.json names no declarations in its exports.')
  return entryPoints
}

function toReportName(entryPoint: string): string {
  return `${basename(entryPoint, '.d.ts')}.api.md`
}

/** API Extractor's configuration for an entry point. */
function configure(entryPoint: string, scratch: string): IConfigFile {
  const none = { logLevel: ExtractorLogLevel.None }
  const error = { logLevel: ExtractorLogLevel.Error }
  return {
    projectFolder: home,
    mainEntryPointFilePath: entryPoint,
    newlineKind: 'lf',
    compiler: {
      overrideTsconfig: {
        extends: '../../tsconfig.base.json',
        // Node's types because msw's own declarations need them.
        compilerOptions: { strict: true, types: ['node'] },
        files: [entryPoint],
      },
    },
    apiReport: {
      enabled: true,
      // A type that can be reached is part of the API, exported or not. One report shows it: otherwise each
      // change would appear once per entry point.
      includeForgottenExports: entryPoint === mainEntryPoint,
      reportFileName: toReportName(entryPoint),
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
        'ae-forgotten-export': none, // the report of the main entry point shows it
        'ae-missing-release-tag': none, // everything that is exported is public
        'ae-undocumented': none, // some names need no docstring
        'ae-unresolved-link': none, // to another entry point; the site's build checks links
      },
      tsdocMessageReporting: { default: none },
    },
  }
}

/** Compares the report of an entry point with its declarations, or writes it; returns whether they agree. */
function report(entryPoint: string, scratch: string): boolean {
  const config = ExtractorConfig.prepare({
    configObject: configure(entryPoint, scratch),
    configObjectFullPath: undefined,
    packageJsonFullPath: join(home, 'package.json'),
  })
  const result = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback(message) {
      message.handled = true // it would print it itself
      if (message.logLevel === ExtractorLogLevel.Error) console.error(message.formatMessageWithLocation(home))
      const forgotten = message.messageId === 'ae-forgotten-export' && /"(.+?)"/.exec(message.text)?.[1]
      if (forgotten && entryPoint !== mainEntryPoint) unexported.add(forgotten)
    },
  })
  if (result.apiReportChanged && isCheck) {
    console.error(
      `api/${toReportName(entryPoint)} differs from what is exported. Run "pnpm api" and check its diff.`,
    )
  }
  return result.succeeded
}

const entryPoints = await findEntryPoints()
const mainEntryPoint = entryPoints[0]!
await mkdir(reports, { recursive: true })
const scratch = await mkdtemp(join(tmpdir(), 'api-report-'))
try {
  const succeeded = entryPoints.map((entryPoint) => report(entryPoint, scratch))
  if (succeeded.includes(false)) process.exitCode = 1
} finally {
  await rm(scratch, { recursive: true })
}

const shown = await readFile(join(reports, toReportName(mainEntryPoint)), 'utf8')
for (const name of unexported) {
  if (new RegExp(`^(export )?(declare )?(abstract )?(interface|type|class) ${name}\\b`, 'm').test(shown))
    continue
  console.error(`${name} can be reached but is in no report: export it.`)
  process.exitCode = 1
}

const names = new Set(entryPoints.map(toReportName))
for (const file of await readdir(reports)) {
  if (names.has(file)) continue
  if (isCheck) {
    console.error(`api/${file} is the report of an entry point that does not exist. Run "pnpm api".`)
    process.exitCode = 1
  } else await rm(join(reports, file))
}
