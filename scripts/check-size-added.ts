/**
 * Fails when auth-api's client adds more than 300 bytes to openapi-fetch, which it wraps. Both are measured as the
 * entries of `.size-limit.json` describe: bundled, minified, brotli.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const MOST_BYTES = 300

const sizeLimit = fileURLToPath(new URL('bin.js', import.meta.resolve('size-limit')))
const { stdout } = await promisify(execFile)(process.execPath, [sizeLimit, '--json'])
const measured = JSON.parse(stdout) as { name: string; size: number }[]

function sizeOf(name: string): number {
  const entry = measured.find((one) => one.name === name)
  // An entry that finds no code must not count as a small one.
  if (!entry || entry.size === 0)
    throw new Error(`.size-limit.json has no entry ${name} that measures any code.`)
  return entry.size
}

const added = sizeOf('auth-api') - sizeOf('openapi-fetch')
console.log(`auth-api adds ${added} bytes to openapi-fetch; ${MOST_BYTES} are allowed.`)
if (added > MOST_BYTES) process.exitCode = 1
