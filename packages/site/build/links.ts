import { posix } from 'node:path'

import { mapProse } from './markdown.ts'
import type { Page } from './pages.ts'

/** The repository. `OWNER` is a placeholder for its owner; see scripts/find-placeholders.ts. */
export const REPOSITORY = 'https://github.com/OWNER/qci-auth-client'

/** What links are resolved against. */
export interface LinkContext {
  pages: readonly Page[]
  /** Folders of the repository: GitHub shows them at another address than files. */
  isFolder: (path: string) => boolean
}

/** The address of one page in another: relative, so that the site works under any path. */
export function toRelativeUrl(from: string, to: string): string {
  const path = posix.relative(`/${from}`, `/${to}`)
  return path === '' ? './' : `${path}/`
}

/**
 * Rewrites the links of a document so that they work on the site: to another page, or else to the repository.
 *
 * @param source - Where the document is in the repository.
 * @param page - The page that shows it. A page may include parts of other documents.
 */
export function rewriteLinks(markdown: string, source: string, page: Page, context: LinkContext): string {
  const toUrl = (target: string): string => resolveLink(toRepositoryPath(target), source, page, context)
  return mapProse(markdown, (prose) =>
    prose
      .replaceAll(/(?<!!)\]\(([^)\s]+)\)/g, (_, target: string) => `](${toUrl(target)})`)
      .replaceAll(/(?<= href=")[^"]+(?=")/g, toUrl),
  )
}

function resolveLink(target: string, source: string, page: Page, { pages, isFolder }: LinkContext): string {
  const [path = '', hash] = target.split('#')
  const anchor = hash === undefined ? '' : `#${hash}`
  if (/^[a-z]+:/i.test(path)) return target
  const file = path === '' ? source : posix.join(path.startsWith('/') ? '' : posix.dirname(source), path)
  const name = file.replace(/^\//, '').replace(/\/$/, '')
  const found = pages.find((other) => other.source === name || other.source === `${name}/README.md`)
  if (found === page && anchor) return anchor
  if (found) return `${toRelativeUrl(page.slug, found.slug)}${anchor}`
  return `${REPOSITORY}/${isFolder(name) ? 'tree' : 'blob'}/main/${name}${anchor}`
}

/** READMEs link to each other on npm; on the site those are pages. */
function toRepositoryPath(target: string): string {
  return target.replace(
    /^https:\/\/www\.npmjs\.com\/package\/@qci-client\/([\w-]+)$/,
    '/packages/$1/README.md',
  )
}

/** Makes links to the reference of inline code that names an exported symbol: at its first mention in a page. */
export function linkSymbols(markdown: string, page: Page, symbols: ReadonlyMap<string, string>): string {
  const linked = new Set<string>()
  return mapProse(markdown, (prose) =>
    prose.replaceAll(/^#.*$|\[[^\]]*\]\([^)]*\)|<[^>]+>|`([^`\n]+)`/gm, (match, code: string | undefined) => {
      const target = code === undefined ? undefined : symbols.get(code)
      if (target === undefined || linked.has(target)) return match
      linked.add(target)
      const [slug = '', anchor = ''] = target.split('#')
      return `[${match}](${toRelativeUrl(page.slug, slug)}#${anchor})`
    }),
  )
}
