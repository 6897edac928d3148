import type { ChartLayout } from './chart-layout.ts'
import type { Shape } from './shape.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** Draws a layout, in place of what was drawn before. */
export function drawChart(svg: SVGSVGElement, { widthPx, heightPx, shapes }: ChartLayout): void {
  svg.setAttribute('viewBox', `0 0 ${widthPx} ${heightPx}`)
  svg.setAttribute('height', String(heightPx))
  svg.replaceChildren(...shapes.map(toElement))
}

function toElement({ tag, className, attributes, text }: Shape): SVGElement {
  const element = document.createElementNS(SVG, tag)
  element.setAttribute('class', className)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  if (text !== undefined) element.textContent = text
  return element
}
