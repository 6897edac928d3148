import { styleText } from 'node:util'

/** Prints each step with its duration. */
export interface Report {
  title(text: string): void
  /** Runs a step and prints the lines that `describe` makes of its result. */
  step<T>(
    name: string,
    run: () => Promise<T>,
    describe: (result: T) => string | readonly string[],
  ): Promise<T>
  end(text: string): void
}

export function createReport(stream: NodeJS.WriteStream): Report {
  const print = (line: string) => void stream.write(`${line}\n`)
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream })
  return {
    title: (text) => print(`${style('bold', text)}\n`),
    async step(name, run, describe) {
      const startMs = performance.now()
      const result = await run()
      const duration = formatDuration(performance.now() - startMs)
      const [first = '', ...more] = [describe(result)].flat()
      print(`${style('green', '✓')} ${style('dim', duration.padStart(7))}  ${name.padEnd(15)}${first}`)
      for (const line of more) print(`${' '.repeat(26)}${line}`)
      return result
    },
    end: (text) => print(`\n${text}`),
  }
}

/** A duration for readers, such as `3.2 ms`. */
export function formatDuration(ms: number): string {
  const [value, unit] = ms < 1 ? [ms * 1_000, 'µs'] : [ms, 'ms']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
