import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'

import { BIN, run, start, toBareEnv } from './support/command.ts'
import { startRawApi } from './support/raw-api.ts'
import { makeFolder } from './support/temporary-folder.ts'

describe('an upload by qci-auth api', () => {
  test.each(['closes', 'resets'].flatMap((end) => [1, 2, 3, 4].map((attempt) => [end, attempt] as const)))(
    'an upload shows the response of a server that responds early and %s the connection (attempt %i)',
    async (end) => {
      await using folder = await makeFolder()
      const file = await folder.write('big', Buffer.alloc(20_000_000, 'x'))
      await using api = await startRawApi((request, response) => {
        response.writeHead(413, { connection: 'close' }).end('{"message": "too large"}')
        const { socket } = request
        response.once('finish', () => (end === 'resets' ? socket.resetAndDestroy() : socket.destroy()))
      })
      expect(await run(['api', 'jobs', '--data', `@${file}`], { env: api.env })).toEqual({
        status: 6,
        stdout: '{"message": "too large"}',
        stderr: `error: 413 Payload Too Large for POST ${api.url}/jobs\n`,
      })
    },
  )

  test('an upload of 100 MB uses at most 150 MB of memory', async () => {
    await using folder = await makeFolder()
    const file = await folder.write('big', Buffer.alloc(100_000_000, 'x'))
    let bytes = 0
    await using api = await startRawApi((request, response) => {
      request.on('data', (chunk: Buffer) => void (bytes += chunk.length))
      request.on('end', () => response.end('done'))
    })
    // Reports the peak of the process at its end.
    const hook = await folder.write(
      'hook.cjs',
      `process.on('exit', () => require('fs').writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)))`,
    )
    const peakFile = `${folder.path}/peak`
    const child = spawn(process.execPath, ['--require', hook, BIN, 'api', 'jobs', '--data', `@${file}`], {
      env: toBareEnv({ ...api.env, PEAK_FILE: peakFile }),
    })
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(bytes).toBe(100_000_000)
    expect(Number(await readFile(peakFile, 'utf8'))).toBeLessThan(150 * 1_024)
  })

  test('an upload from a large standard input is streamed', async () => {
    await using folder = await makeFolder()
    const file = await folder.write('big', Buffer.alloc(5_000_000, 'x'))
    let encoding: string | undefined
    let bytes = 0
    await using api = await startRawApi((request, response) => {
      encoding = request.headers['transfer-encoding']
      request.on('data', (chunk: Buffer) => void (bytes += chunk.length))
      request.on('end', () => response.end(String(bytes)))
    })
    const child = start(['api', 'jobs', '--data', '-'], { env: api.env })
    createReadStream(file).pipe(child.stdin!)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect([bytes, encoding]).toEqual([5_000_000, 'chunked'])
  })

  test('an upload is repeated with a new token after a 401, from the start of the file', async () => {
    await using folder = await makeFolder()
    const file = await folder.write('job.json', '{"job": 1}')
    const bodies: string[] = []
    await using api = await startRawApi((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()))
      request.on('end', () => {
        bodies.push(body)
        response.writeHead(bodies.length === 1 ? 401 : 200).end('fine')
      })
    })
    expect(await run(['api', 'jobs', '--data', `@${file}`], { env: api.env })).toMatchObject({
      status: 0,
      stdout: 'fine',
    })
    expect(bodies).toEqual(['{"job": 1}', '{"job": 1}'])
  })
})
