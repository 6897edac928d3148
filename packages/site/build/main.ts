/** Builds the site into `dist/`: reference, pages, Markdown files, search index. */
import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { type Content, listImages, listSymbols, readContent, toStarlightPage } from './content.ts'
import { toLlmsFullTxt, toLlmsTxt, toMarkdownFile } from './llms.ts'
import { listPages } from './pages.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const pagesFolder = join(folder, 'src/content/docs')
const site = process.env['SITE_URL'] ?? 'https://OWNER.github.io/qci-auth-client/'

await Promise.all(
  ['.reference', 'src/content', 'dist'].map((name) =>
    rm(join(folder, name), { recursive: true, force: true }),
  ),
)
await run('typedoc')
const contents = await readContents()
await writePages()
await run('astro', 'build', '--silent')
await addFiles()

async function readContents(): Promise<Content[]> {
  const pages = await listPages('packages/site/.reference')
  const isFolder = (path: string): boolean =>
    existsSync(join(root, path)) && statSync(join(root, path)).isDirectory()
  return Promise.all(pages.map((page) => readContent(page, { pages, isFolder })))
}

async function writePages(): Promise<void> {
  const symbols = listSymbols(contents)
  const hasPlayground = existsSync(join(folder, 'playground/dist/index.html'))
  for (const content of contents) {
    const text = toStarlightPage(content, { symbols, hasPlayground })
    await write(join(pagesFolder, `${content.page.slug || 'index'}.md`), text)
  }
}

/** The files beside the pages: each page as Markdown, the lists of them, images, the playground. */
async function addFiles(): Promise<void> {
  const dist = join(folder, 'dist')
  for (const content of contents)
    await write(join(dist, content.page.slug, 'index.md'), toMarkdownFile(content))
  await write(join(dist, 'llms.txt'), toLlmsTxt(contents, site))
  await write(join(dist, 'llms-full.txt'), toLlmsFullTxt(contents))
  await mkdir(join(dist, 'images'), { recursive: true })
  for (const image of new Set(contents.flatMap(listImages))) {
    await copyFile(join(root, image), join(dist, 'images', basename(image)))
  }
  const playground = join(folder, 'playground/dist')
  if (existsSync(playground)) await cp(playground, join(dist, 'playground'), { recursive: true })
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, text)
}

/** Runs a tool of this package; its output is shown only if it fails. */
async function run(tool: string, ...args: string[]): Promise<void> {
  try {
    await promisify(execFile)(tool, args, {
      cwd: folder,
      env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
      shell: process.platform === 'win32',
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${tool} failed:\n${stdout}${stderr}`, { cause: error })
  }
}
