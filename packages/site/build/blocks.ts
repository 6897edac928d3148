/** How the package managers install packages. */
const INSTALLERS = [
  ['npm', 'npm install ', '--save-dev '],
  ['pnpm', 'pnpm add ', '--save-dev '],
  ['yarn', 'yarn add ', '--dev '],
  ['bun', 'bun add ', '--dev '],
] as const

/** A fenced block with what is printed by it, if a block in `text` follows at once. */
const BLOCK = /^```(\w*)([^\n]*)\n([^]*?)^```$(?:\n+^```text\n([^]*?)^```$)?/gm

/**
 * Prepares the code blocks of a document for the site: tabs for the package managers, output that is labelled as such,
 * and no flags for the tests.
 */
export function prepareBlocks(markdown: string): string {
  let count = 0
  return markdown.replaceAll(
    BLOCK,
    (_, language: string, _flags: string, code: string, output: string | undefined) => {
      if (language === 'text' || language === '') return toDiagram(code)
      const block = isInstallation(language, code) ? toTabs(code, ++count) : toFence(language, code)
      return output === undefined ? block : `${block}\n\n${toOutput(output)}`
    },
  )
}

function toFence(language: string, code: string, meta = ''): string {
  return `\`\`\`${language}${meta}\n${code}\`\`\``
}

/** A drawing in text keeps its lines; on a narrow screen it scrolls, by keyboard too. */
function toDiagram(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  // An empty line would end the HTML block.
  return `<pre class="diagram" tabindex="0">${escaped.replaceAll(/^$/gm, '&#8203;')}</pre>`
}

function isInstallation(language: string, code: string): boolean {
  return language === 'sh' && /^(npm install [^\n]*\n)+$/.test(code)
}

/** Radio buttons and a block for each: they work without scripts. */
function toTabs(code: string, number: number): string {
  const name = `package-manager-${number}`
  const buttons = INSTALLERS.map(
    ([manager], index) =>
      `<label><input type="radio" name="${name}" value="${manager}"${index === 0 ? ' checked' : ''}> ${manager}</label>`,
  )
  const panels = INSTALLERS.map(([manager, command, dev]) => {
    const text = code.replaceAll('npm install ', command).replaceAll('--save-dev ', dev)
    return `<div class="panel-${manager}">\n\n${toFence('sh', text, ' frame="none"')}\n\n</div>`
  })
  return [
    `<div class="package-managers" role="group" aria-label="Package manager">`,
    `<div class="tabs">${buttons.join('')}</div>`,
    '',
    ...panels,
    '',
    '</div>',
  ].join('\n')
}

function toOutput(text: string): string {
  return `<div class="output">\n<p>Output</p>\n\n${toFence('text', text, ' frame="none"')}\n\n</div>`
}
