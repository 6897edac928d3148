import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'

import { prepareBlocks } from './blocks.ts'
import { type LinkContext, REPOSITORY, linkSymbols, rewriteLinks, toRelativeUrl } from './links.ts'
import { listHeadings, mapProse, splitTitle, toDescription } from './markdown.ts'
import type { Page } from './pages.ts'

const root = new URL('../../../', import.meta.url)

/** Where a page embeds the playground. */
const PLAYGROUND = '<!-- playground -->'

/** A page with its text. */
export interface Content {
  page: Page
  title: string
  description: string
  /** Plain Markdown, for readers that are programs. Its links are relative to the page's address. */
  markdown: string
}

/** Reads a page and what it includes, and makes its links those of the site. */
export async function readContent(page: Page, links: LinkContext): Promise<Content> {
  const { title, body } = splitTitle(await readFile(new URL(page.source, root), 'utf8'))
  const rewritten = rewriteLinks(plainReference(page, body), page.source, page, links)
  const markdown = await include(rewritten, page, links)
  return { page, title: toTitle(page, title), description: toDescription(markdown), markdown }
}

/** Pages of the reference are named after what is imported. */
function toTitle({ slug, group }: Page, title: string): string {
  return group === 'Reference' ? slug.replace('reference/', '@qci-client/') : title
}

/** typedoc makes a heading of each "Returns" and "Parameters": hundreds in a page, which are of no use. */
function plainReference({ group }: Page, body: string): string {
  if (group !== 'Reference') return body
  return mapProse(body, (prose) => prose.replaceAll(/^#{6} (.*)$/gm, '**$1**'))
}

/** Replaces `{@include path#region}` by that part of another document. */
async function include(markdown: string, page: Page, links: LinkContext): Promise<string> {
  const includes = await Promise.all(
    [...markdown.matchAll(/\{@include ([^\s#}]+)(?:#([\w-]+))?\}/g)].map(
      async ([mark, path = '', region]) => {
        const source = posix.join(posix.dirname(page.source), path)
        const text = await readFile(new URL(source, root), 'utf8')
        const part = region === undefined ? text : readRegion(text, region, source)
        return [mark, source.endsWith('.md') ? rewriteLinks(part, source, page, links) : part] as const
      },
    ),
  )
  return includes
    .reduce((text, [mark, part]) => text.replace(mark, () => part.trim()), markdown)
    .replaceAll(/<!--[^]*?-->\n*/g, (comment) => (comment.includes('playground') ? comment : ''))
}

function readRegion(text: string, region: string, source: string): string {
  const [, part] =
    new RegExp(`<!-- #region ${region} -->([^]*?)<!-- #endregion ${region} -->`).exec(text) ?? []
  if (part === undefined) throw new Error(`${source} has no region "${region}".`)
  return part
}

/** The exported names of the reference and the members of AuthClient, each with its page and anchor. */
export function listSymbols(contents: readonly Content[]): Map<string, string> {
  const symbols = new Map<string, string>()
  for (const { page, markdown } of contents.filter((content) => content.page.group === 'Reference')) {
    let owner = ''
    for (const { depth, text, anchor } of listHeadings(markdown)) {
      const target = `${page.slug}#${anchor}`
      const name = text
        .replace(/\(\)$/, '')
        .replace(/^abstract /, '')
        .replace(/<.*/, '')
      if (depth === 3) owner = name
      const names =
        depth === 3 && name.length > 5
          ? [name, `${name}()`]
          : depth === 5 && owner === 'AuthClient'
            ? [`client.${name}`, `AuthClient.${name}`, ...(text.endsWith('()') ? [`${name}()`] : [])]
            : []
      for (const symbol of names) if (!symbols.has(symbol)) symbols.set(symbol, target)
    }
  }
  return symbols
}

/** The page as Starlight reads it. */
export function toStarlightPage(
  { page, title, description, markdown }: Content,
  { symbols, hasPlayground }: { symbols: ReadonlyMap<string, string>; hasPlayground: boolean },
): string {
  const frontmatter = {
    title,
    description,
    editUrl: page.group === 'Reference' ? false : `${REPOSITORY}/edit/main/${page.source}`,
    sidebar: { label: page.label ?? title },
    head: [
      { tag: 'link', attrs: { rel: 'alternate', type: 'text/markdown', href: 'index.md' } },
      ...(markdown.includes(PLAYGROUND) && hasPlayground
        ? [{ tag: 'script', attrs: { type: 'module', src: 'playground-frame.js' } }]
        : []),
    ],
    ...(page.slug === '' ? {} : { slug: page.slug }),
  }
  const linked = page.group === 'Reference' ? markdown : linkSymbols(markdown, page, symbols)
  const body = embedPlayground(embedImages(prepareBlocks(linked), page), hasPlayground)
  const lines = Object.entries(frontmatter).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n${body}`
}

/** Images become plain elements with relative addresses; Astro would look for them beside the page's source. */
function embedImages(markdown: string, page: Page): string {
  return mapProse(markdown, (prose) =>
    prose.replaceAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g, (_, alt: string, target: string) => {
      const address = /^https?:/.test(target)
        ? target
        : `${toRelativeUrl(page.slug, 'images')}${posix.basename(target)}`
      return `<img src="${address}" alt="${alt}" loading="lazy">`
    }),
  )
}

/** The images of a page, relative to the root of the repository. */
export function listImages({ page, markdown }: Content): string[] {
  return [...markdown.matchAll(/!\[[^\]]*\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) =>
    posix.join(posix.dirname(page.source), target),
  )
}

function embedPlayground(markdown: string, hasPlayground: boolean): string {
  const frame =
    '<iframe class="playground" src="playground/index.html" sandbox="allow-scripts" title="Playground: the client and the mock on a simulated clock" loading="lazy"></iframe>'
  return markdown.replace(PLAYGROUND, hasPlayground ? frame : '')
}
