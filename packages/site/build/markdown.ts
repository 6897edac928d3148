/** Applies a change to the text of a Markdown document outside fenced code blocks. */
export function mapProse(markdown: string, change: (prose: string) => string): string {
  return markdown
    .split(/(^```[^]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : change(part)))
    .join('')
}

/** The title of a document, its first heading, and the rest of it. */
export function splitTitle(markdown: string): { title: string; body: string } {
  const text = markdown.replace(/^---\n[^]*?\n---\n/, '')
  const heading = /^# *(.*)\n/m.exec(text)
  const title = (heading?.[1] ?? '').replaceAll('`', '').replaceAll('\\', '')
  return { title, body: heading ? text.replace(heading[0], '').trimStart() : text }
}

/** The first paragraph as plain text, for search results and previews of links. */
export function toDescription(body: string): string {
  const paragraph = body
    .replaceAll(/<!--[^]*?-->/g, '')
    .split(/\n{2,}/)
    .find((block) => /^(\w|`|\*\*|\[)/.test(block))
  const text = (paragraph ?? '')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*_\\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text.length <= 180 ? text : `${text.slice(0, 179).replace(/\s\S*$/, '')}…`
}

/** The anchors of the headings of a document, as GitHub and the site make them. */
export function listHeadings(markdown: string): { depth: number; text: string; anchor: string }[] {
  const seen = new Map<string, number>()
  const headings: { depth: number; text: string; anchor: string }[] = []
  mapProse(markdown, (prose) => {
    for (const [, marks = '', heading = ''] of prose.matchAll(/^(#{1,6}) +(.*)$/gm)) {
      const text = heading.replaceAll('`', '').replaceAll('\\', '')
      const slug = text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-')
      const count = seen.get(slug) ?? 0
      seen.set(slug, count + 1)
      headings.push({ depth: marks.length, text, anchor: count === 0 ? slug : `${slug}-${count}` })
    }
    return prose
  })
  return headings
}
