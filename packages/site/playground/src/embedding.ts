/** The message to an embedding page with the height of the playground. */
interface HeightMessage {
  type: 'playground-height'
  heightPx: number
}

/**
 * Fits the page into an iframe.
 *
 * The theme comes from the address (`#theme=dark`), from a message `{ type: 'theme', theme: 'dark' }`, or, where the
 * embedding page has the same origin, from the attribute `data-theme` of its root element. Without any of them, the
 * browser's theme applies. The height is set where the origin is the same, and is sent as a message elsewhere too.
 */
export function connectEmbedding(): void {
  setTheme(new URLSearchParams(location.hash.slice(1)).get('theme'))
  if (window.parent === window) return
  const frame = findFrame()
  if (frame) followTheme(frame.ownerDocument.documentElement)
  window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || typeof data !== 'object' || data === null) return
    if ('type' in data && data.type === 'theme' && 'theme' in data) setTheme(data.theme)
  })
  new ResizeObserver(() => {
    const heightPx = Math.ceil(document.body.getBoundingClientRect().height)
    if (frame) {
      frame.style.boxSizing = 'border-box'
      frame.style.height = `${heightPx + frame.offsetHeight - frame.clientHeight}px`
    }
    const message: HeightMessage = { type: 'playground-height', heightPx }
    window.parent.postMessage(message, '*') // a height is no secret, and the embedding origin is not known
  }).observe(document.body)
}

/** The iframe that shows this page, if its page has the same origin. */
function findFrame(): HTMLElement | undefined {
  // An element of another document is no instance of this one's HTMLElement.
  return (window.frameElement as HTMLElement | null) ?? undefined
}

/** Applies the embedding page's theme now, and whenever it changes. */
function followTheme(root: HTMLElement): void {
  const apply = () => setTheme(root.dataset['theme'])
  if (root.dataset['theme'] !== undefined) apply()
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ['data-theme'] })
}

function setTheme(theme: unknown): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme
  else delete document.documentElement.dataset['theme']
}
