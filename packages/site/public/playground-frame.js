// Gives the playground's frame the height of its content, and the page's theme.
const frame = document.querySelector('iframe.playground')
const sendTheme = () => {
  const { theme } = document.documentElement.dataset
  frame?.contentWindow?.postMessage({ type: 'theme', theme }, '*')
}
addEventListener('message', ({ data, source }) => {
  if (source !== frame?.contentWindow || data?.type !== 'playground-height') return
  frame.style.height = `${Math.min(Number(data.heightPx), 2_000)}px`
})
frame?.addEventListener('load', sendTheme)
new MutationObserver(sendTheme).observe(document.documentElement, { attributeFilter: ['data-theme'] })
sendTheme()
