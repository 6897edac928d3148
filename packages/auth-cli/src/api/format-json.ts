import type { Style } from '../output/style.ts'

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g

/**
 * Lays out JSON for reading, without touching a value: numbers keep all their digits, which they would not
 * if they were parsed and written again.
 *
 * @returns The text as it is when it is no JSON.
 */
export function formatJson(text: string, style: Style): string {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  const tokens = text.match(TOKEN) ?? []
  let depth = 0
  let result = ''
  const newLine = () => `\n${'  '.repeat(depth)}`
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]
    if (token === '{' || token === '[') {
      const isEmpty = next === '}' || next === ']'
      depth += 1
      result += isEmpty ? token : token + newLine()
    } else if (token === '}' || token === ']') {
      depth -= 1
      result += /[{[]$/.test(tokens[index - 1] ?? '') ? token : newLine() + token
    } else if (token === ',') result += token + newLine()
    else if (token === ':') result += ': '
    else result += paint(escapeControls(token), next === ':', style)
  }
  return `${result}\n`
}

function paint(token: string, isName: boolean, style: Style): string {
  if (!token.startsWith('"')) return style('yellow', token)
  return style(isName ? 'blue' : 'green', token)
}

/** JSON forbids most control characters in strings; a terminal acts on the others too. The value stays the same. */
function escapeControls(token: string): string {
  return token.replaceAll(
    /[\p{Cc}\p{Bidi_Control}]/gu,
    (character) => String.raw`\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )
}
