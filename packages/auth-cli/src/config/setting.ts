/** A configured value, and the name of the flag, variable or profile that it came from. */
export interface Setting {
  readonly value: string
  readonly source: string
}

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A setting, unless the text is blank. White space around it is removed. */
export function toSetting(source: string, text: string | undefined): Setting | undefined {
  const value = text?.trim()
  return value ? { value, source } : undefined
}
