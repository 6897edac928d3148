import type { CommandModel, FlagModel, Values } from './command-model.ts'

/** The completion script for fish. */
export function toFish({
  flags,
  commands,
}: {
  flags: readonly FlagModel[]
  commands: readonly CommandModel[]
}): string {
  const lines = [
    '# fish completion for qci-auth',
    'complete -c qci-auth -f',
    ...commands.map(
      ({ name, description }) =>
        `complete -c qci-auth -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ),
    ...flags.map((flag) => `complete -c qci-auth ${toFlag(flag)}`),
    ...commands.flatMap(({ name, flags: own, values }) => {
      const condition = quote(`__fish_seen_subcommand_from ${name}`)
      return [
        ...own.map((flag) => `complete -c qci-auth -n ${condition} ${toFlag(flag)}`),
        ...toArguments(values).map((words) => `complete -c qci-auth -n ${condition} ${words}`),
      ]
    }),
  ]
  return `${lines.join('\n')}\n`
}

function toFlag({ long, short, description, values }: FlagModel): string {
  const names = [short === undefined ? '' : `-s ${short.slice(1)} `, `-l ${long.slice(2)}`].join('')
  return `${names}${values ? ` ${toValue(values)}` : ''} -d ${quote(description)}`
}

function toValue(values: Values): string {
  if (values === 'file') return '-rF'
  return typeof values === 'string' ? '-x' : `-xa ${quote(values.join(' '))}`
}

function toArguments(values: Values): string[] {
  if (values === 'program') return [`-xa '(__fish_complete_subcommand --fcs-skip=2)'`]
  return typeof values === 'string' ? [] : [`-a ${quote(values.join(' '))}`]
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
