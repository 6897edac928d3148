import type { Content } from './content.ts'
import { GROUPS } from './pages.ts'

const SUMMARY =
  'Access tokens for QCi’s web API in TypeScript: a client that caches and renews them, a typed HTTP client, a mock for tests, and a command.'

/** The list of pages that https://llmstxt.org describes. */
export function toLlmsTxt(contents: readonly Content[], site: string): string {
  const sections = GROUPS.map((group) => {
    const lines = contents
      .filter(({ page }) => page.group === group)
      .map(
        ({ page, title, description }) => `- [${title}](${toMarkdownUrl(site, page.slug)}): ${description}`,
      )
    return lines.length === 0 ? '' : `## ${group}\n\n${lines.join('\n')}\n`
  }).filter(Boolean)
  return `# QCi auth client for TypeScript\n\n> ${SUMMARY}\n\n${sections.join('\n')}`
}

/** All pages but the reference as one text. */
export function toLlmsFullTxt(contents: readonly Content[]): string {
  return contents
    .filter(({ page }) => page.group !== 'Reference' && page.group !== 'Decisions')
    .map(toMarkdownFile)
    .join('\n\n')
}

/** A page as Markdown, with its title. */
export function toMarkdownFile({ title, markdown }: Content): string {
  return `# ${title}\n\n${markdown.trim()}\n`
}

function toMarkdownUrl(site: string, slug: string): string {
  return new URL(slug === '' ? 'index.md' : `${slug}/index.md`, site).href
}
