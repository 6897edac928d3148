import { describe, expect, test } from 'vitest'

import { createRedactor } from '../src/errors/redact.ts'

const redact = (text: string, ...secrets: string[]) => createRedactor(() => secrets)(text)
const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64Url = (text: string) => Buffer.from(text).toString('base64url')
const hex = (text: string) => Buffer.from(text).toString('hex')
const each = (text: string, encode: (character: string) => string) => Array.from(text, encode).join('')
const codeOf = (character: string, radix: number) => character.codePointAt(0)!.toString(radix)
const percent = (text: string) => hex(text).replaceAll(/../g, '%$&')

const TOKEN = `key/one+two=three four~?><"&'\\end`
const UNICODE_TOKEN = 'clé-Émeraude-€-😀-日本-token'

describe('a token is redacted', () => {
  test.each<[encoding: string, token: string, written: string]>([
    ['as it is', TOKEN, TOKEN],
    ['as JSON', TOKEN, JSON.stringify(TOKEN).slice(1, -1)],
    ['as JSON in JSON', TOKEN, JSON.stringify(JSON.stringify(TOKEN)).slice(3, -3)],
    ['as JSON with escaped slashes', TOKEN, JSON.stringify(TOKEN).slice(1, -1).replaceAll('/', '\\/')],
    [
      'as \\uXXXX in lower case, with surrogate pairs',
      UNICODE_TOKEN,
      UNICODE_TOKEN.split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    ],
    ['as \\uXXXX in upper case', UNICODE_TOKEN, UNICODE_TOKEN.replace('É', '\\u00C9')],
    ['as \\u{…}', UNICODE_TOKEN, each(UNICODE_TOKEN, (one) => `\\u{${codeOf(one, 16)}}`)],
    ['as \\xXX', 'a?b&c-and-more', 'a\\x3Fb\\x26c-and-more'],
    ['as \\uXXXX of a control character', 'a\tb', 'a\\u0009b'],
    ['percent-encoded', TOKEN, encodeURIComponent(TOKEN)],
    ['percent-encoded where an address needs it', TOKEN, encodeURI(TOKEN)],
    ['percent-encoded in lower case', TOKEN, encodeURIComponent(TOKEN).toLowerCase()],
    ['percent-encoded in every character', UNICODE_TOKEN, percent(UNICODE_TOKEN)],
    ['percent-encoded twice', UNICODE_TOKEN, encodeURIComponent(encodeURIComponent(UNICODE_TOKEN))],
    ['percent-encoded as Latin-1', 'clé-et-la-porte', 'cl%E9-et-la-porte'],
    ['as %uXXXX', 'clé-et-la-porte', 'cl%u00E9-et-la-porte'],
    ['as a form field', TOKEN, new URLSearchParams({ k: TOKEN }).toString().slice(2)],
    [
      'as a form field, percent-encoded',
      TOKEN,
      encodeURIComponent(encodeURIComponent(TOKEN).replaceAll('%20', '+')),
    ],
    ['with named HTML entities', `a<b>c&d"e'f-and-more`, 'a&lt;b&gt;c&amp;d&quot;e&apos;f-and-more'],
    ['with rare HTML entities', 'key/one+two=é', 'key&sol;one&plus;two&equals;&eacute;'],
    ['with decimal HTML entities', UNICODE_TOKEN, each(UNICODE_TOKEN, (one) => `&#${codeOf(one, 10)};`)],
    ['with padded HTML entities', TOKEN, TOKEN.replace("'", '&#039;')],
    ['with hex HTML entities', UNICODE_TOKEN, each(UNICODE_TOKEN, (one) => `&#x${codeOf(one, 16)};`)],
    ['with HTML entities escaped twice', TOKEN, TOKEN.replace('&', '&amp;amp;')],
    [
      'as JSON in HTML',
      TOKEN,
      JSON.stringify(TOKEN).slice(1, -1).replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
    ],
    ['as base64', TOKEN, base64(TOKEN)],
    ['as base64url', 'key??key>>kéy???', base64Url('key??key>>kéy???')],
    [
      'as base64, JSON with escaped slashes',
      'key???key???key???',
      base64('key???key???key???').replaceAll('/', '\\/'),
    ],
    ['as base64 of a token of four characters', 'four', 'Zm91cg'],
    ['as hex', TOKEN, hex(TOKEN)],
    ['as hex with colons', TOKEN, hex(TOKEN).toUpperCase().replaceAll(/../g, '$&:').slice(0, -1)],
    ['as a hex dump', TOKEN, hex(TOKEN).replaceAll(/.{4}/g, '$& ').replaceAll(/.{20}/g, '$&\n').trim()],
    ['as hex numbers', TOKEN, hex(TOKEN).replaceAll(/../g, ', 0x$&').slice(4)],
    ['in upper case', TOKEN, TOKEN.toUpperCase()],
    ['in lower case, as in the host of a URL', 'Key-ONE-Two-THREE', 'key-one-two-three'],
    ['as quoted-printable', UNICODE_TOKEN, hex(UNICODE_TOKEN).toUpperCase().replaceAll(/../g, '=$&')],
    [
      'as quoted-printable with soft breaks',
      TOKEN,
      TOKEN.replaceAll('=', '=3D').replaceAll(/.{12}/g, '$&=\r\n'),
    ],
    ['as UTF-16', TOKEN, Array.from(TOKEN).join('\0')],
    ['as UTF-16 in JSON', TOKEN, JSON.stringify(Array.from(TOKEN).join('\0')).slice(1, -1)],
    ['as UTF-16 in hex', TOKEN, Buffer.from(TOKEN, 'utf16le').toString('hex').slice(0, -2)],
    ['as UTF-16 in base64', TOKEN, Buffer.from(TOKEN, 'utf16le').toString('base64').replace(/A=*$/, '')],
    ['as JSON of a Buffer', TOKEN, Array.from(Buffer.from(TOKEN)).join(',')],
    [
      'as indented JSON of a Uint8Array',
      TOKEN,
      JSON.stringify(new Uint8Array(Buffer.from(TOKEN)), null, 2).slice(4, -2),
    ],
    ['with HTML places to break', TOKEN, TOKEN.replaceAll(/.{4}/g, '$&<wbr>')],
    ['with invisible places to break', TOKEN, TOKEN.replaceAll(/.{4}/g, '$&\u200B')],
    ['as hex in upper case', TOKEN, hex(TOKEN).toUpperCase()],
    ['after a line break', TOKEN, TOKEN],
    ['broken into lines', TOKEN, TOKEN.replaceAll(/.{10}/g, '$&\r\n  ')],
    ['broken into lines as JSON', 'key-one-two-three', 'key-one-\\ntwo-three'],
  ])('a token is redacted: %s', (_, token, written) => {
    expect(redact(`it is\n${written}!`, token)).toMatch(/^it is\n\[redacted\]=*!$/)
  })

  test.each(['u:', 'us:', 'use:', 'user:'])('a token is redacted in Basic credentials after %s', (user) => {
    for (const token of [TOKEN, 'key-1234']) {
      const redacted = redact(`Basic ${base64(user + token)}, ${base64Url(`${user + token}z`)}.`, token)
      expect(redacted).toMatch(/^Basic [\w+/]{0,8}\[redacted\]=*, [\w-]{0,8}\[redacted\]\w{0,3}\.$/)
    }
  })

  test('a token is redacted at each occurrence, with one placeholder where tokens touch', () => {
    expect(redact('key-1234, key-1234key-1234', 'key-1234')).toBe('[redacted], [redacted]')
  })

  test('tokens with a common beginning are redacted', () => {
    expect(redact('key-1-and-more key-1-an', 'key-1-an', 'key-1-and-more')).toBe('[redacted] [redacted]')
  })

  test('a token is redacted in a text that mixes encodings', () => {
    const text = `${TOKEN} | ${percent(TOKEN)} | ${base64(TOKEN)} | ${JSON.stringify(TOKEN)} | ${hex(TOKEN)}`
    expect(redact(text, TOKEN)).toMatch(
      /^\[redacted\] \| \[redacted\] \| \[redacted\]=* \| "\[redacted\]" \| \[redacted\]$/,
    )
  })
})

describe('a part of a token', () => {
  const token = 'abcdefghijklmnopqrstuvwxyz0123456789'

  test('a part of 16 characters of a token is redacted, wherever it is from', () => {
    for (let at = 0; at + 16 <= token.length; at += 1) {
      expect(redact(`(${token.slice(at, at + 16)}...)`, token)).toBe('([redacted]...)')
    }
  })

  test('a part of a token is redacted to its end', () => {
    expect(redact(`(${token.slice(3, 30)}-)`, token)).toBe('([redacted]-)')
  })

  test('a part of 15 characters of a token is kept', () => {
    expect(redact(`(${token.slice(5, 20)})`, token)).toBe(`(${token.slice(5, 20)})`)
  })

  test.each<[string, (text: string) => string]>([
    ['base64', base64],
    ['hex', hex],
  ])('a part of a token is redacted in %s', (_, encode) => {
    expect(redact(`(${encode(token).slice(8, 28)})`, token)).toBe('([redacted])')
  })

  test('a part of a token that repeats one character is redacted', () => {
    expect(redact(`(${'-'.repeat(40)})`, `${'-'.repeat(16_000)}end`)).toBe('([redacted])')
    expect(redact(`(${'-'.repeat(15)})`, '-'.repeat(16_000))).toBe(`(${'-'.repeat(15)})`)
  })

  test('a part of a token is redacted in each line of wrapped base64', () => {
    const wrapped = base64(token.repeat(9)).replaceAll(/.{76}/g, '$&\n')
    expect(redact(wrapped, token.repeat(9))).toBe('[redacted]')
  })
})

describe('a short token', () => {
  test('a token of 8 characters is redacted inside a word', () => {
    expect(redact('xkey-1234x', 'key-1234')).toBe('x[redacted]x')
  })

  test.each([
    ['execute', 'ec', 'execute'],
    ['an éclair', 'clair', 'an éclair'],
    ['key_1 1key 9', 'key', 'key_1 1key 9'],
    ['is ec, "ec" (ec)', 'ec', 'is [redacted], "[redacted]" ([redacted])'],
    ['s+1, s+1 and s1', 's+1', '[redacted], [redacted] and s1'],
    ['token%3Dab%26x', 'ab', 'token%3D[redacted]%26x'],
    ['line\\nab', 'ab', 'line\\n[redacted]'],
    ['%2b%2F%3d!', '+/=', '[redacted]!'],
  ])(
    'a token of fewer than 8 characters is redacted only as a separate word: %s',
    (text, token, redacted) => {
      expect(redact(text, token)).toBe(redacted)
    },
  )
})

test('a token of 3 characters is not looked for in base64, which may contain it by accident', () => {
  const text = base64('(key) and more')
  expect(redact(text, 'key')).toBe(text)
  expect(redact(text, 'keys')).toBe(text)
  expect(redact(base64('(keys) and more'), 'keys')).toContain('[redacted]')
})

test('characters whose lower case is longer do not shift what is redacted', () => {
  const dotted = '\u0130'.repeat(3)
  expect(redact(`${dotted} ${TOKEN} ${dotted}`, TOKEN)).toBe(`${dotted} [redacted] ${dotted}`)
})

describe('other text is kept', () => {
  test.each([
    ['The API token for tests has expired.', 'api-token-for-tests'],
    ['<p>api token for tests &copy; QCi</p>', 'api-token-for-tests'],
    [String.raw`C:\users\new %zz % &unknown &#x110000; \u12`, 'api-token-for-tests'],
    ['no token', ''],
  ])('other text is kept: %s', (text, token) => {
    expect(redact(text, ...(token ? [token] : []))).toBe(text)
  })
})

describe('a long text', () => {
  test('the first 2 000 characters of a long text are kept', () => {
    expect(redact('x'.repeat(3_000), 'key-1234')).toBe('x'.repeat(2_000))
  })

  test.each([1_985, 1_995, 1_999])(
    'a token that begins at %i of a long text and crosses the cut is redacted',
    (at) => {
      const token = 'key-0123456789-abcdefghi'
      const kept = `${'x'.repeat(at)}[redacted]`.slice(0, 2_000)
      for (const written of [token, percent(token), percent(token).replaceAll('%', '%25')]) {
        expect(redact(`${'x'.repeat(at)}${written} and more`, token)).toBe(kept)
      }
    },
  )

  test('a placeholder does not make the result longer than 2 000 characters', () => {
    expect(redact('key-1234 '.repeat(500), 'key-1234')).toHaveLength(2_000)
  })
})

test('a text is dropped when it cannot be redacted', () => {
  const fails = createRedactor(() => {
    throw new RangeError('out of memory')
  })
  expect(fails('a secret')).toBe('[redacted]')
})
