import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

import { beforeAll, expect, test } from 'vitest'

import { dist, listFiles } from './support/serve-site.ts'

interface HtmlPage {
  file: string
  html: string
  ids: Set<string>
}

let files: Set<string>
let pages: HtmlPage[]

beforeAll(async () => {
  files = new Set(await listFiles())
  pages = await Promise.all(
    [...files]
      .filter((file) => file.endsWith('.html') && !file.startsWith('playground/'))
      .map(async (file) => {
        const html = await readFile(join(dist, file), 'utf8')
        return { file, html, ids: new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id)) }
      }),
  )
})

/** The addresses that a page links to or loads. */
function listTargets({ html }: HtmlPage): string[] {
  const elements = html.matchAll(/<(?:a|link|img|script|iframe)\b[^>]*? (?:href|src)="([^"]*)"/g)
  return [...elements].map(([, target = '']) => target.replaceAll('&amp;', '&'))
}

const hasScheme = (target: string): boolean => /^[a-z]+:/i.test(target)

test('the site has its pages: guides, READMEs, reference, decisions', () => {
  const slugs = [
    '',
    'guides/errors/',
    'packages/auth-mock/',
    'reference/auth/',
    'decisions/',
    'contributing/',
  ]
  expect([...files]).toEqual(expect.arrayContaining(slugs.map((slug) => `${slug}index.html`)))
})

test('every link within the site leads to a page, and to a heading of it', () => {
  expect(pages.flatMap(listTargets).length).toBeGreaterThan(1_000)
  const broken = pages.flatMap((page) =>
    listTargets(page)
      .filter((target) => !hasScheme(target))
      .filter((target) => {
        const [path = '', hash = ''] = target.split('#')
        const joined = posix
          .join(path.startsWith('/') ? '' : posix.dirname(page.file), path)
          .replace(/^\//, '')
        const file =
          path === ''
            ? page.file
            : /(^|\/)$|^\.$/.test(joined)
              ? `${joined.replace(/^\.$/, '')}index.html`
              : joined
        const found = pages.find((other) => other.file === file)
        if (!files.has(file)) return true
        return hash !== '' && found !== undefined && !found.ids.has(decodeURIComponent(hash))
      })
      .map((target) => `${page.file}: ${target}`),
  )
  expect(broken).toEqual([])
})

test('a link to another site is https and names a host, not a file', () => {
  const wrong = pages.flatMap((page) =>
    listTargets(page)
      .filter(hasScheme)
      .filter(
        (target) =>
          !/^(https:\/\/[\w-]+(\.[\w-]+)+|mailto:)/.test(target) || /^https?:\/\/[^/]*\.md/i.test(target),
      )
      .map((target) => `${page.file}: ${target}`),
  )
  expect(wrong).toEqual([])
})

test('a link to the repository leads to a file that it has', () => {
  const root = join(dist, '../../..')
  const paths = pages
    .flatMap(listTargets)
    .map((target) => /\/qci-auth-client\/(?:blob|tree|edit)\/main\/([^#]+)/.exec(target)?.[1])
    .filter((path) => path !== undefined)
  expect(paths.length).toBeGreaterThan(10)
  expect([...new Set(paths)].filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('every page exists as Markdown, and llms.txt lists it', async () => {
  const llms = await readFile(join(dist, 'llms.txt'), 'utf8')
  const missing = pages
    .map(({ file }) => file.replace(/html$/, 'md'))
    .filter((file) => file !== '404.md')
    .filter((file) => !files.has(file) || !llms.includes(`/${file})`))
  expect(missing).toEqual([])
})

test('every page has a title, a description, an image for previews and a link to its source', () => {
  const wanted = [
    /<title>[^<]+<\/title>/,
    /<meta name="description" content="[^"]+"/,
    /property="og:title"/,
    /property="og:image"/,
  ]
  const missing = pages
    .filter(({ file }) => file !== '404.html')
    .flatMap(({ file, html }) => [
      ...wanted.filter((part) => !part.test(html)).map((part) => `${file}: ${part.source}`),
      ...(file.startsWith('reference/') || html.includes('/edit/main/') ? [] : [`${file}: edit link`]),
    ])
  expect(missing).toEqual([])
})

test('the sitemap, the icon and the preview image are there', () => {
  expect([...files]).toEqual(expect.arrayContaining(['sitemap-index.xml', 'favicon.svg', 'og.png']))
})
