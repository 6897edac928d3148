import { describe, expect, test } from 'vitest'

import { run } from './support/command.ts'
import { startRawApi } from './support/raw-api.ts'
import { skipReason, runInTerminal } from './support/terminal.ts'

/** What a hostile server could send: each would act on a terminal, or hide or reorder what is shown. */
const PAYLOADS: readonly (readonly [what: string, payload: string])[] = [
  ['a color', '\u001B[31mred\u001B[0m'],
  ['clear screen', '\u001B[2J\u001B[H'],
  ['a window title', '\u001B]0;title\u0007'],
  ['a hyperlink', '\u001B]8;;https://evil.example\u001B\\link\u001B]8;;\u001B\\'],
  ['a clipboard write', '\u001B]52;c;ZXZpbA==\u0007'],
  ['a device status report', '\u001B[6n'],
  ['a device control string', '\u001BP$q"p\u001B\\'],
  ['the C1 control sequence introducer', '\u009B2J'],
  ['the C1 operating system command', '\u009D0;title\u009C'],
  ['a backspace', 'abc\b\b\bxyz'],
  ['a carriage return', 'error: bad\rok        '],
  ['a bell', '\u0007'],
  ['a right-to-left override', 'user\u202Etxt.exe'],
  ['bidirectional isolates', '\u2066\u2067x\u2069'],
  ['a line separator', 'a\u2028b'],
  ['a zero width space', 'a\u200Bb'],
  ['a byte order mark', 'a\uFEFFb'],
  ['a tag character', 'a\u{E0041}b'],
  ['delete', 'a\u007Fb'],
]

/** Where a server can place a text. */
const PLACES: readonly (readonly [place: string, line: string, respond: (payload: string) => Reply])[] = [
  ['a text body', 'qci-auth api x', (text) => ({ type: 'text/plain', body: text })],
  ['a binary body', 'qci-auth api x', (text) => ({ type: 'application/octet-stream', body: text })],
  ['a body without a type', 'qci-auth api x', (text) => ({ body: text })],
  ['broken JSON', 'qci-auth api x', (text) => ({ type: 'application/json', body: `{"a": "${text}` })],
  [
    'JSON',
    'qci-auth api x',
    (text) => ({ type: 'application/json', body: JSON.stringify({ [text]: text }) }),
  ],
  ['NDJSON', 'qci-auth api x', (text) => ({ type: 'application/x-ndjson', body: JSON.stringify([text]) })],
  ['an error body', 'qci-auth api x', (text) => ({ status: 500, type: 'text/html', body: text })],
  ['a header', 'qci-auth api x --include', (text) => ({ header: text, body: 'x' })],
  ['a header with --verbose', 'qci-auth api x --verbose', (text) => ({ header: text, body: 'x' })],
  ['the reason phrase', 'qci-auth api x --include', (text) => ({ reason: text, body: 'x' })],
  ['the reason phrase of an error', 'qci-auth api x', (text) => ({ status: 418, reason: text, body: 'x' })],
  ['health', 'qci-auth health', (text) => ({ body: JSON.stringify({ message: text }) })],
  ['health --json', 'qci-auth health --json', (text) => ({ body: JSON.stringify({ message: text }) })],
  ['doctor', 'qci-auth doctor', (text) => ({ body: JSON.stringify({ message: text }) })],
  ['an error of health', 'qci-auth health', (text) => ({ status: 500, body: text })],
]

interface Reply {
  status?: number
  reason?: string
  type?: string
  header?: string
  body: string
}

/** Terminals act on these; the line feed and the tab belong to the output. */
const ACTIVE = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u200B\uFEFF\u{E0041}]/u

/** Starts an API that responds so, with the payload in the bytes of UTF-8. */
function startHostileApi({ status = 200, reason = 'OK', type, header, body }: Reply) {
  return startRawApi((request, response) => {
    const head = [
      `HTTP/1.1 ${status} ${toHeaderText(reason)}`,
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ...(header === undefined ? [] : [`X-Header: ${toHeaderText(header)}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]
    request.socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    request.socket.end()
    response.destroy()
  })
}

/** Node's HTTP parser rejects the control characters of ASCII in a head. */
function toHeaderText(text: string): string {
  return Array.from(text)
    .filter((character) => character >= ' ' && character !== '\u007F')
    .join('')
}

describe.skipIf(skipReason)(`on a terminal${skipReason}`, () => {
  test.each(PLACES)('%s cannot control the terminal', async (_place, line, respond) => {
    const outputs = await Promise.all(
      chunk(PAYLOADS, 5).map(async (some) => {
        await using api = await startHostileApi(respond(some.map(([, payload]) => payload).join('|')))
        return (await runInTerminal(line, { ...api.env, NO_COLOR: '1' })).shown
      }),
    )
    for (const shown of outputs) expect(shown).not.toMatch(ACTIVE)
  })

  test.each(PAYLOADS)('%s is shown as visible characters', async (_what, payload) => {
    await using api = await startHostileApi({ type: 'text/plain', body: `before ${payload} after\n` })
    const { shown } = await runInTerminal('qci-auth api x', { ...api.env, NO_COLOR: '1' })
    expect(shown).toMatch(/^before .*\\(x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}).* after\n$/)
    expect(shown).not.toMatch(ACTIVE)
  })

  test('bytes that are not UTF-8 are shown as visible characters in a body and in a header', async () => {
    await using api = await startRawApi((request) => {
      const body = Buffer.from([0x61, 0x9b, 0x32, 0x4a, 0x62])
      const head = Buffer.from(
        `HTTP/1.1 200 OK\r\nX-Header: a\u009B2Jb\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
        'latin1',
      )
      request.socket.end(Buffer.concat([head, body]))
    })
    const { shown } = await runInTerminal('qci-auth api x --include', { ...api.env, NO_COLOR: '1' })
    expect(shown).toContain('x-header: a\uFFFD2Jb\n')
    expect(shown).toMatch(/\na\uFFFD2Jb\n$/)
  })
})

test('output in a pipe is what the server sent', async () => {
  const text = PAYLOADS.map(([, payload]) => payload).join('|')
  await using api = await startHostileApi({ header: text, type: 'text/plain', body: text })
  const { stdout } = await run(['api', 'x', '--include'], { env: api.env })
  expect(stdout).toContain(`x-header: ${toHeaderText(text)}\n`)
  expect(stdout.endsWith(`\n\n${text}`)).toBe(true)
  await using health = await startHostileApi({ body: JSON.stringify({ message: text }) })
  expect((await run(['health'], { env: health.env })).stdout).toBe(`${text}\n`)
})

function chunk<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}
