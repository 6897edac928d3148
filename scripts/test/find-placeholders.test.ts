import { expect, test } from 'vitest'

import { findPlaceholders } from '../find-placeholders.ts'

const complete = {
  name: '@qci-client/auth',
  version: '1.0.0',
  author: 'Example Maintainers',
  homepage: 'https://example.org/',
  repository: { url: 'git+https://example.org/auth.git' },
  bugs: { url: 'https://example.org/auth/issues' },
}

test('a manifest whose fields are all set has no placeholders', () => {
  expect(findPlaceholders(complete)).toEqual([])
})

test.each(['author', 'homepage', 'repository', 'bugs'] as const)(
  'a manifest whose %s is missing or names OWNER is reported with the field to set',
  (field) => {
    const missing = findPlaceholders({ ...complete, [field]: undefined })
    expect(missing).toEqual([`@qci-client/auth: set "${field}" in its package.json (found nothing)`])
    const placeholder = findPlaceholders({ ...complete, [field]: 'https://example.org/OWNER' })
    expect(placeholder).toEqual([
      `@qci-client/auth: set "${field}" in its package.json (found https://example.org/OWNER)`,
    ])
  },
)
