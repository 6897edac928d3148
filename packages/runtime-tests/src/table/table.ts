import type { Column } from './column.ts'

const EVERYWHERE = 'everywhere'
const ALL_BUT = 'all but '

/**
 * Draws the table of a README: a line for each law, with the runtimes in which it was seen to hold.
 *
 * @param titles - The laws, in their order. One that holds nowhere is left out.
 */
export function drawTable(titles: readonly string[], columns: readonly Column[]): string {
  const lines = titles.flatMap((title) => {
    const holding = columns.filter(({ laws }) => laws[title]).map(({ name }) => name)
    const others = columns.filter(({ laws }) => !laws[title]).map(({ name }) => name)
    return holding.length === 0 ? [] : [[title, toWords(holding, others)]]
  })
  const rows = [['The client …', 'in'], ['---', '---'], ...lines].map((cells) => `| ${cells.join(' | ')} |`)
  return [sayWhatEverywhereIs(columns.map(({ name }) => name)), '', ...rows].join('\n')
}

/**
 * Reads the laws of each runtime out of such a table.
 *
 * @param text - Without another table in it.
 * @param names - All runtimes, in their order.
 * @throws Error when it was drawn of others: what it says of everywhere is not about these.
 */
export function readTable(text: string, names: readonly string[]): Column[] {
  if (!text.includes(sayWhatEverywhereIs(names))) throw new Error('The table was drawn of other runtimes')
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, title = '', words = '']) => ({ title, holding: toNames(words, names) }))
  return names.map((name) => {
    const titles = rows.filter(({ holding }) => holding.includes(name)).map(({ title }) => title)
    return { name, laws: Object.fromEntries(titles.map((title) => [title, true])) }
  })
}

function sayWhatEverywhereIs(names: readonly string[]): string {
  return `Everywhere is: ${names.join(', ')}.`
}

function toWords(holding: readonly string[], others: readonly string[]): string {
  if (others.length === 0) return EVERYWHERE
  return others.length < holding.length ? ALL_BUT + others.join(', ') : holding.join(', ')
}

function toNames(words: string, names: readonly string[]): string[] {
  if (words === EVERYWHERE) return [...names]
  const listed = words.replace(ALL_BUT, '').split(', ')
  return names.filter((name) => listed.includes(name) !== words.startsWith(ALL_BUT))
}
