/** One element of the drawing, as plain data: the layout makes them, the page draws them. */
export interface Shape {
  readonly tag: 'circle' | 'line' | 'path' | 'rect' | 'text'
  /** The class names, by which the style sheet and the tests know it. */
  readonly className: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly text?: string
}

/** The corners of {@link toBarPath} that are rounded. */
interface BarOptions {
  x: number
  y: number
  width: number
  height: number
  roundLeft: boolean
  roundRight: boolean
}

/** The outline of a bar whose ends may be round. */
export function toBarPath({ x, y, width, height, roundLeft, roundRight }: BarOptions): string {
  const radius = Math.min(4, width / 2)
  const left = roundLeft ? radius : 0
  const right = roundRight ? radius : 0
  const corner = (size: number, dx: number, dy: number) => (size ? `a${size} ${size} 0 0 1 ${dx} ${dy}` : '')
  return [
    `M${x + left} ${y}h${width - left - right}`,
    corner(right, right, right),
    `v${height - 2 * right}`,
    corner(right, -right, right),
    `h${-(width - left - right)}`,
    corner(left, -left, -left),
    `v${-(height - 2 * left)}`,
    corner(left, left, -left),
    'z',
  ].join('')
}
