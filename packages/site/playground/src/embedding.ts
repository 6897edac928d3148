/** The message that tells an embedding page how tall the playground is. */
interface HeightMessage {
  type: 'playground-height'
  heightPx: number
}

/**
 * Fits the page into an iframe: reports its height to the embedding page, and takes the theme from the address
 * (`#theme=dark`) or from a message `{ type: 'theme', theme: 'dark' }`. Without either, the browser's theme applies.
 */
export function connectEmbedding(): void {
  setTheme(new URLSearchParams(location.hash.slice(1)).get('theme'))
  if (window.parent === window) return
  window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || typeof data !== 'object' || data === null) return
    if ('type' in data && data.type === 'theme' && 'theme' in data) setTheme(data.theme)
  })
  new ResizeObserver(() => {
    const message: HeightMessage = {
      type: 'playground-height',
      heightPx: Math.ceil(document.body.getBoundingClientRect().height),
    }
    window.parent.postMessage(message, '*') // a height is no secret, and the embedding origin is not known
  }).observe(document.body)
}

function setTheme(theme: unknown): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme
  else delete document.documentElement.dataset['theme']
}
