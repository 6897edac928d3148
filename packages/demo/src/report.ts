import { styleText } from 'node:util'

/** Prints each step of the demo with its time. */
export interface Report {
  title(text: string): void
  /** Runs a step and prints what it returns, a line each. */
  step<T>(name: string, act: () => Promise<T>, tell: (result: T) => string | readonly string[]): Promise<T>
  done(text: string): void
}

export function createReport(stream: NodeJS.WriteStream): Report {
  const print = (line: string) => void stream.write(`${line}\n`)
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream })

  return {
    title: (text) => print(`${style('bold', text)}\n`),
    async step(name, act, tell) {
      const startMs = performance.now()
      const result = await act()
      const time = formatMs(performance.now() - startMs)
      const [first = '', ...more] = [tell(result)].flat()
      print(`${style('green', '✓')} ${style('dim', time.padStart(7))}  ${name.padEnd(15)}${first}`)
      for (const line of more) print(`${' '.repeat(26)}${line}`)
      return result
    },
    done: (text) => print(`\n${text}`),
  }
}

/** A duration as people read it. */
export function formatMs(ms: number): string {
  const [value, unit] = ms < 1 ? [ms * 1_000, 'µs'] : [ms, 'ms']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
