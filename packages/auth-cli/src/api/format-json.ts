import { escapeJsonControls } from '../output/escape-controls.ts'
import type { Style } from '../output/style.ts'

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/gs

/**
 * Formats JSON for reading without changing a value: numbers keep all their digits, which parsing would lose.
 *
 * @returns Undefined when the text is not JSON, or too deep or large to format.
 */
export function formatJson(text: string, style: Style): string | undefined {
  try {
    JSON.parse(text)
    return layOut(text.match(TOKEN) ?? [], style)
  } catch {
    return undefined
  }
}

function layOut(tokens: readonly string[], style: Style): string {
  const parts: string[] = []
  let depth = 0
  const newLine = () => `\n${'  '.repeat(depth)}`
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]
    if (token === '{' || token === '[') {
      const isEmpty = next === '}' || next === ']'
      depth += 1
      parts.push(token, isEmpty ? '' : newLine())
    } else if (token === '}' || token === ']') {
      depth -= 1
      parts.push(/^[{[]$/.test(tokens[index - 1] ?? '') ? '' : newLine(), token)
    } else if (token === ',') parts.push(token, newLine())
    else if (token === ':') parts.push(': ')
    else parts.push(paint(escapeJsonControls(token), { isName: next === ':', style }))
  }
  return `${parts.join('')}\n`
}

function paint(token: string, { isName, style }: { isName: boolean; style: Style }): string {
  if (!token.startsWith('"')) return style('yellow', token)
  return style(isName ? 'blue' : 'green', token)
}
