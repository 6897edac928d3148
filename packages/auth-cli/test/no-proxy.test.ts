import { expect, test } from 'vitest'

import { isExempt } from '../src/proxy/no-proxy.ts'

test.each<[noProxy: string, url: string, expected: boolean]>([
  ['', 'https://api.example', false],
  ['*', 'https://api.example', true],
  ['api.example', 'https://api.example', true],
  ['API.Example', 'https://api.example', true],
  ['api.example.', 'https://api.example', true],
  ['example', 'https://api.example', true],
  ['.example', 'https://api.example', true],
  ['*.example', 'https://api.example', true],
  ['pi.example', 'https://api.example', false],
  ['b.api.example', 'https://api.example', false],
  ['other.example,api.example', 'https://api.example', true],
  [' other.example ,, api.example ', 'https://api.example', true],
  ['other.example api.example', 'https://api.example', true],
  ['api.example:443', 'https://api.example', true],
  ['api.example:8443', 'https://api.example', false],
  ['api.example:8443', 'https://api.example:8443', true],
  ['api.example:80', 'http://api.example', true],
  ['10.1.2.3', 'https://10.1.2.3', true],
  ['2.3', 'https://10.1.2.3', false],
  ['10.0.0.0/8', 'https://10.1.2.3', true],
  ['10.0.0.0/8', 'https://11.1.2.3', false],
  ['10.0.0.0/8', 'https://api.example', false],
  ['10.0.0.0/99', 'https://10.1.2.3', false],
  ['::1', 'https://[::1]', true],
  ['[::1]', 'https://[::1]', true],
  ['[::1]:8443', 'https://[::1]:8443', true],
  ['fd00::/8', 'https://[fd12::1]', true],
  ['fd00::/8', 'https://10.1.2.3', false],
])('NO_PROXY=%s exempts %s: %s', (noProxy, url, expected) => {
  expect(isExempt(new URL(url), { NO_PROXY: noProxy })).toBe(expected)
  expect(isExempt(new URL(url), { NO_PROXY: 'nothing', no_proxy: noProxy || undefined })).toBe(expected)
})
