import { Readable } from 'node:stream'
import vm from 'node:vm'

import { Request as NodeFetch3Request } from 'node-fetch3'
import { Request as NodeFetch2Request } from 'node-fetch2'
import { Agent, Headers as UndiciHeaders, Request as UndiciRequest } from 'undici'

/** Makes the arguments of one fetch of this address, new ones for each call. */
export type Make = (url: string) => unknown[]
type Case = [name: string, make: Make]

/** Objects of another realm, as test runners and vm contexts make them. */
const foreign = (code: string) => vm.runInNewContext(code) as unknown

const withOverriddenUrl = (url: string, shown: string) =>
  new (class extends Request {
    override get url() {
      return shown
    }
  })(url)

export const inputs: Case[] = [
  ['a string', (url) => [url]],
  ['a string with white space around it', (url) => [`  ${url}\n`]],
  ['a string with tabs and line feeds in it', (url) => [url.replace('jobs', 'jo\tb\ns')]],
  ['a string in capital letters', (url) => [url.replace('http', 'HTTP')]],
  ['a string with backslashes', (url) => [url.replaceAll('/', '\\')]],
  ['a string with one slash', (url) => [url.replace('//', '/')]],
  ['a string with a fragment', (url) => [`${url}#part`]],
  ['a string with a query', (url) => [`${url}?a=1&b=%20 ü`]],
  ['a string with dot segments', (url) => [`${url}/../jobs/./1`]],
  ['a string with a lone surrogate', (url) => [`${url}/\uD800`]],
  ['a string with user info', (url) => [url.replace('//', '//user:password@')]],
  ['a String object', (url) => [new String(url)]], // oxlint-disable-line no-new-wrappers
  ['a URL', (url) => [new URL(url)]],
  ['a URL of a subclass', (url) => [new (class extends URL {})(url)]],
  [
    'a URL whose toString() returns another',
    (url) => [
      new (class extends URL {
        override toString() {
          return `${url}/other`
        }
      })(url),
    ],
  ],
  ['a Proxy of a URL', (url) => [new Proxy(new URL(url), {})]],
  ['an object with toString()', (url) => [{ toString: () => url }]],
  ['an object with Symbol.toPrimitive', (url) => [{ [Symbol.toPrimitive]: () => url }]],
  [
    'an object whose toString() throws',
    () => [
      {
        toString: () => {
          throw new RangeError('no')
        },
      },
    ],
  ],
  ['an object whose toString() returns a relative URL', () => [{ toString: () => 'jobs' }]],
  ['an object without a prototype', () => [Object.create(null)]],
  ['an array of one string', (url) => [[url]]],
  ['an object with a url', (url) => [{ url, method: 'POST' }]],
  ['nothing', () => []],
  ['undefined', () => [undefined]],
  ['null', () => [null]],
  ['{}', () => [{}]],
  ['[]', () => [[]]],
  ['5', () => [5]],
  ['NaN', () => [Number.NaN]],
  ['10n', () => [10n]],
  ['true', () => [true]],
  ['a symbol', () => [Symbol('jobs')]],
  ['a function', () => [() => {}]],
  ['a Request', (url) => [new Request(url)]],
  [
    'a Request with method, headers and body',
    (url) => [new Request(url, { method: 'PUT', headers: { 'X-A': '1' }, body: 'job' })],
  ],
  ['a Request with a form', (url) => [new Request(url, { method: 'POST', body: formOf('a', 'b') })]],
  [
    'a Request with a stream',
    (url) => [new Request(url, { method: 'POST', body: streamOf('job'), duplex: 'half' } as RequestInit)],
  ],
  ['a Request with an empty body', (url) => [new Request(url, { method: 'POST', body: '' })]],
  [
    'a Request whose body was read',
    (url) => {
      const request = new Request(url, { method: 'POST', body: 'job' })
      void request.text()
      return [request]
    },
  ],
  [
    'a Request of a subclass',
    (url) => [new (class extends Request {})(url, { method: 'POST', body: 'job' })],
  ],
  [
    'a Request of a subclass with another method',
    (url) => [
      new (class extends Request {
        override get method() {
          return 'DELETE'
        }
      })(url),
    ],
  ],
  [
    'a Request whose url is overridden with another',
    (url) => [withOverriddenUrl(url, 'https://elsewhere.example/')],
  ],
  [
    'a Request with an own url',
    (url) => [Object.defineProperty(new Request(url), 'url', { value: 'https://elsewhere.example/' })],
  ],
  [
    'a Request with own headers',
    (url) => [Object.defineProperty(new Request(url), 'headers', { value: new Headers({ a: 'b' }) })],
  ],
  ['a Request without its prototype', (url) => [Object.setPrototypeOf(new Request(url), null)]],
  ['a Proxy of a Request', (url) => [new Proxy(new Request(url), {})]],
  [
    'an object with the prototype of Request',
    (url) => [Object.create(Request.prototype, { url: { value: url } })],
  ],
  ['a Request of npm undici', (url) => [new UndiciRequest(url, { method: 'DELETE' })]],
  ['a Request of node-fetch 2', (url) => [new NodeFetch2Request(url, { method: 'DELETE' })]],
  ['a Request of node-fetch 3', (url) => [new NodeFetch3Request(url, { method: 'DELETE' })]],
  ['a Request with a signal that is aborted', (url) => [new Request(url, { signal: AbortSignal.abort() })]],
  [
    'a Request with a signal that is aborted for a reason',
    (url) => [new Request(url, { signal: AbortSignal.abort('enough') })],
  ],
]

/** Reads as this text once, then as another. */
const oneShot = (text: string) => {
  let count = 0
  return { toString: () => (count++ ? 'other' : text) }
}
const detached = (buffer: ArrayBuffer) => {
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
}
const throwing = (target: object) =>
  new Proxy(target, {
    get() {
      throw new RangeError('no')
    },
  })
const streamOf = (text: string) => new Blob([text]).stream()
const formOf = (name: string, value: string) => {
  const form = new FormData()
  form.append(name, value)
  form.append('file', new File(['content'], 'a.txt', { type: 'text/plain' }))
  return form
}
function* pairs(): Iterable<[string, string]> {
  yield ['X-One', '1']
  yield ['X-Two', '2']
}
class Init {
  get method() {
    return 'POST'
  }
  get body() {
    return 'job'
  }
  get headers() {
    return { 'X-Mine': '1' }
  }
}
const plain = { 'X-Mine': '1', accept: 'text/plain' }
const nonsense = {
  null: () => null,
  undefined: () => undefined,
  '5': () => 5,
  '{}': () => ({}),
  "''": () => '',
  "'nonsense'": () => 'nonsense',
  symbol: () => Symbol('a'),
}

export const agent = new Agent()

/** Values of each member of RequestInit, new ones for each call. */
export const memberValues: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
  method: {
    get: () => 'get',
    post: () => 'post',
    PATCH: () => 'PATCH',
    patch: () => 'patch',
    HEAD: () => 'HEAD',
    OPTIONS: () => 'OPTIONS',
    DELETE: () => 'DELETE',
    FOO: () => 'FOO',
    TRACE: () => 'TRACE',
    CONNECT: () => 'CONNECT',
    'bad one': () => 'bad one',
    'an object': () => ({ toString: () => 'PUT' }),
    ...nonsense,
  },
  headers: {
    'a plain object': () => plain,
    'an array of pairs': () => [
      ['X-Mine', '1'],
      ['x-other', '2'],
    ],
    'the same name twice': () => [
      ['X-A', '1'],
      ['X-A', '2'],
    ],
    'the same name in two spellings': () => [
      ['X-A', '1'],
      ['b', '2'],
      ['x-a', '3'],
    ],
    'an object with a name in two spellings': () => ({ 'X-A': '1', 'x-a': '2' }),
    'two cookies': () => [
      ['Cookie', 'a=b'],
      ['cookie', 'c=d'],
    ],
    'texts that are read once': () => [[oneShot('x-a'), oneShot('1')]],
    'a name that is not enumerable': () => Object.defineProperty({ a: '1' }, 'b', { value: '2' }),
    'a function with an iterator': () => Object.assign(() => {}, { [Symbol.iterator]: pairs }),
    Headers: () => new Headers(plain),
    'Headers of a subclass': () => new (class extends Headers {})(plain),
    'Headers of npm undici': () => new UndiciHeaders(plain),
    'a Map': () => new Map(Object.entries(plain)),
    'a generator': () => pairs(),
    'an array of generators': () => [
      (function* () {
        yield 'X-A'
        yield '1'
      })(),
    ],
    'an array of arrays of three': () => [['a', 'b', 'c']],
    'an array of arrays of one': () => [['a']],
    'an array of strings': () => ['ab'],
    'an object of another realm': () => foreign('({ "X-Mine": "1" })'),
    'an array of another realm': () => foreign('[["X-Mine", "1"]]'),
    'a Map of another realm': () => foreign('new Map([["X-Mine", "1"]])'),
    'an inherited name': () => Object.create({ 'X-Mine': '1' }),
    'an iterator that is null': () => ({ [Symbol.iterator]: null, a: 'b' }),
    'an iterator that is no function': () => ({ [Symbol.iterator]: 5 }),
    'an invalid name': () => ({ 'bad name': '1' }),
    'a value with a line feed': () => ({ a: 'b\nc: d' }),
    'a value with white space around it': () => ({ a: '  b\t' }),
    'a value beyond Latin-1': () => ({ a: '€' }),
    'values that are no strings': () => ({ a: 5, b: undefined, c: null, d: { toString: () => 'e' } }),
    __proto__: () => JSON.parse('{"__proto__":"1"}') as unknown,
    'Content-Length': () => ({ 'Content-Length': '5' }),
    Host: () => ({ Host: 'elsewhere.example' }),
    Cookie: () => ({ Cookie: 'a=b' }),
    'Connection: close': () => ({ Connection: 'close' }),
    Expect: () => ({ Expect: '100-continue' }),
    'User-Agent': () => ({ 'User-Agent': 'mine' }),
    ...nonsense,
  },
  body: {
    'a string': () => 'job',
    'an empty string': () => '',
    'beyond ASCII': () => '€\uD800',
    'a Uint8Array': () => new TextEncoder().encode('job'),
    'part of an array': () => new TextEncoder().encode('a job!').subarray(2, 5),
    'a DataView': () => new DataView(new ArrayBuffer(3), 1),
    'an ArrayBuffer': () => new TextEncoder().encode('job').buffer,
    'a Float64Array': () => Float64Array.of(1, 2),
    'a Buffer': () => Buffer.from('job'),
    'a SharedArrayBuffer': () => new SharedArrayBuffer(3),
    'a view of a SharedArrayBuffer': () => new Uint8Array(new SharedArrayBuffer(3)),
    'a Uint8Array of another realm': () => foreign('Uint8Array.of(1, 2)'),
    'a detached ArrayBuffer': () => detached(new ArrayBuffer(3)),
    'a view of a detached ArrayBuffer': () => {
      const view = new Uint8Array(3)
      detached(view.buffer)
      return view
    },
    'an object like a view': () => ({
      get buffer(): never {
        throw new RangeError('no')
      },
      toString: () => 'job',
    }),
    'an object with the prototype of URLSearchParams': () => Object.create(URLSearchParams.prototype),
    'an ArrayBuffer of another realm': () => foreign('new ArrayBuffer(2)'),
    'a Blob': () => new Blob(['job']),
    'a Blob with a type': () => new Blob(['job'], { type: 'text/x-job' }),
    'a File': () => new File(['job'], 'a', { type: 'text/x-job' }),
    URLSearchParams: () => new URLSearchParams({ a: 'b c' }),
    'URLSearchParams of a subclass': () => new (class extends URLSearchParams {})({ a: 'b' }),
    FormData: () => formOf('a', 'b'),
    'a stream without duplex': () => streamOf('job'),
    'a date': () => new Date(0),
    'an array': () => [1, 2],
    'a boolean': () => false,
    ...nonsense,
  },
  signal: {
    'one that is not aborted': () => new AbortController().signal,
    'an aborted one': () => AbortSignal.abort(),
    'one that is aborted for a reason': () => AbortSignal.abort('enough'),
    'one of a timeout': () => AbortSignal.timeout(60_000),
    'a Proxy that throws': () => throwing(AbortSignal.abort()),
    'an object like one': () => ({ aborted: false, addEventListener() {}, removeEventListener() {} }),
    ...nonsense,
  },
  mode: {
    cors: () => 'cors',
    'no-cors': () => 'no-cors',
    'same-origin': () => 'same-origin',
    navigate: () => 'navigate',
    websocket: () => 'websocket',
    ...nonsense,
  },
  credentials: { omit: () => 'omit', include: () => 'include', ...nonsense },
  cache: {
    'no-store': () => 'no-store',
    reload: () => 'reload',
    'only-if-cached': () => 'only-if-cached',
    ...nonsense,
  },
  redirect: {
    follow: () => 'follow',
    manual: () => 'manual',
    error: () => 'error',
    ...nonsense,
  },
  referrer: {
    "'about:client'": () => 'about:client',
    'a URL': () => 'https://elsewhere.example/page',
    ...nonsense,
  },
  referrerPolicy: { origin: () => 'origin', 'unsafe-url': () => 'unsafe-url', ...nonsense },
  integrity: {
    'of the response': () => `sha256-0UpYuugEorgLW3agECOciP/KH8eVGpD46RMb7aHiPBs=`,
    'of another': () => 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    ...nonsense,
  },
  keepalive: { true: () => true, false: () => false, ...nonsense },
  duplex: { half: () => 'half', full: () => 'full', ...nonsense },
  priority: { high: () => 'high', low: () => 'low', ...nonsense },
  window: nonsense,
  dispatcher: { 'an Agent': () => agent, ...nonsense },
  unknown: { nonsense: () => 5 },
}

/** Values of `body` that are read while they are sent. */
export const streams: Readonly<Record<string, () => unknown>> = {
  'a stream': () => streamOf('job'),
  'a generator': async function* () {
    yield new TextEncoder().encode('job')
    await Promise.resolve()
  },
  'a Node stream': () => Readable.from([Buffer.from('job')]),
  'a stream that is locked': () => {
    const stream = streamOf('job')
    stream.getReader()
    return stream
  },
  'a stream that fails': () =>
    new ReadableStream({ pull: (controller) => controller.error(new RangeError('no')) }),
  'a stream of text': () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue('job')
        controller.close()
      },
    }),
}

/** Cases of one member of RequestInit, for a POST where a body is one. */
const members = (member: string, values: Record<string, () => unknown>, more: object = {}): Case[] =>
  Object.entries(values).map(([name, value]) => [
    `${member}: ${name}`,
    (url) => [url, { ...more, [member]: value() }],
  ])

export const inits: Case[] = [
  ['undefined', (url) => [url, undefined]],
  ['null', (url) => [url, null]],
  ['{}', (url) => [url, {}]],
  ['5', (url) => [url, 5]],
  ["'text'", (url) => [url, 'text']],
  ['true', (url) => [url, true]],
  ['10n', (url) => [url, 10n]],
  ['a symbol', (url) => [url, Symbol('a')]],
  ['[]', (url) => [url, []]],
  ['a function', (url) => [url, Object.assign(() => {}, { method: 'PUT' })]],
  ['an instance of a class with getters', (url) => [url, new Init()]],
  ['an object that inherits', (url) => [url, Object.create({ method: 'DELETE', headers: plain })]],
  [
    'an object without a prototype',
    (url) => [url, Object.assign(Object.create(null) as object, { method: 'DELETE' })],
  ],
  ['a frozen object', (url) => [url, Object.freeze({ method: 'DELETE', headers: Object.freeze(plain) })]],
  ['a Proxy', (url) => [url, new Proxy({ method: 'DELETE', headers: plain }, {})]],
  [
    'an object of another realm',
    (url) => [url, foreign('({ method: "POST", headers: { a: "b" }, body: "job" })')],
  ],
  [
    'a property that throws and is not one of RequestInit',
    (url) => [
      url,
      {
        method: 'PUT',
        get other(): never {
          throw new RangeError('no')
        },
      },
    ],
  ],
  [
    'a Proxy whose keys cannot be listed',
    (url) => [
      url,
      new Proxy(
        { method: 'PUT' },
        {
          ownKeys() {
            throw new RangeError('no')
          },
        },
      ),
    ],
  ],
  ['an aborted signal and a wrong member', (url) => [url, { signal: AbortSignal.abort(), duplex: 'full' }]],
  [
    'for a Request: referrer',
    (url) => [new Request(url), { referrer: `${url}/page`, referrerPolicy: 'unsafe-url' }],
  ],
  [
    'for a Request: referrer and an unknown member',
    (url) => [new Request(url), { referrer: `${url}/page`, unknown: 5 }],
  ],
  [
    'a getter that throws',
    (url) => [
      url,
      {
        get method(): string {
          throw new RangeError('no')
        },
      },
    ],
  ],
  [
    'a Request',
    (url) => [url, new Request('https://elsewhere.example', { method: 'PUT', headers: plain, body: 'job' })],
  ],
  [
    'a Request without a body',
    (url) => [url, new Request('https://elsewhere.example', { method: 'DELETE', headers: plain })],
  ],
  [
    'a Request of a subclass',
    (url) => [url, new (class extends Request {})('https://elsewhere.example', { method: 'DELETE' })],
  ],
  [
    'a Request of npm undici',
    (url) => [url, new UndiciRequest('https://elsewhere.example', { method: 'POST', body: 'B' })],
  ],
  ['for a Request: {}', (url) => [new Request(url, { method: 'POST', body: 'job' }), {}]],
  ['for a Request: method', (url) => [new Request(url, { method: 'POST', body: 'job' }), { method: 'PUT' }]],
  ['for a Request: body', (url) => [new Request(url, { method: 'POST', body: 'job' }), { body: 'other' }]],
  ['for a Request: body null', (url) => [new Request(url, { method: 'POST', body: 'job' }), { body: null }]],
  ['for a Request: headers', (url) => [new Request(url, { headers: plain }), { headers: { other: '1' } }]],
  ['for a Request: one-shot headers', (url) => [new Request(url, { headers: plain }), { headers: pairs() }]],
  [
    'for a Request: headers undefined',
    (url) => [new Request(url, { headers: plain }), { headers: undefined }],
  ],
  [
    'for a Request: a Request',
    (url) => [new Request(url, { headers: plain }), new Request(url, { method: 'DELETE' })],
  ],
  ['for a Request: an instance', (url) => [new Request(url, { headers: plain }), new Init()]],
  [
    'for a Request: signal null',
    (url) => [new Request(url, { signal: AbortSignal.abort() }), { signal: null }],
  ],
  [
    'for a Request: signal undefined',
    (url) => [new Request(url, { signal: AbortSignal.abort() }), { signal: undefined }],
  ],
  [
    'for a Request: redirect',
    (url) => [new Request(`${url.slice(0, -5)}/redirect302`), { redirect: 'manual' }],
  ],
  [
    'for a Request of a subclass: method',
    (url) => [new (class extends Request {})(url), { method: 'DELETE' }],
  ],
  ['for a URL: method and body', (url) => [new URL(url), { method: 'PATCH', body: 'job' }]],
  ['a GET with a body', (url) => [url, { body: 'job' }]],
  ['a HEAD with a body', (url) => [url, { method: 'HEAD', body: 'job' }]],
  [
    'a form and its type',
    (url) => [url, { method: 'POST', headers: { 'content-type': 'text/x' }, body: formOf('a', 'b') }],
  ],
  ...Object.entries(memberValues).flatMap(([member, values]) =>
    members(member, values, member === 'body' ? { method: 'POST' } : {}),
  ),
  ...members('body', streams, { method: 'POST', duplex: 'half' }),
]

export const redirects: Case[] = [301, 302, 303, 307, 308].flatMap((status): Case[] => [
  [`${status} of a GET`, (url) => [`${url.slice(0, -5)}/redirect${status}`]],
  [
    `${status} of a POST`,
    (url) => [`${url.slice(0, -5)}/redirect${status}`, { method: 'POST', body: 'job' }],
  ],
  [
    `${status} of a Request`,
    (url) => [new Request(`${url.slice(0, -5)}/redirect${status}`, { method: 'PUT', body: 'job' })],
  ],
  [
    `${status} of a stream`,
    (url) => [
      `${url.slice(0, -5)}/redirect${status}`,
      { method: 'POST', body: streamOf('job'), duplex: 'half' },
    ],
  ],
])
