const dateTime = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/

/** Whether a text is an RFC 3339 date-time (section 5.6): a real day, `T`, and an offset, which is mandatory. */
export function isDateTime(text: string): boolean {
  const match = dateTime.exec(text)
  if (!match) return false
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as DateTimeFields
  const [offsetHour, offsetMinute] = [Number(match[7] ?? 0), Number(match[8] ?? 0)]
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth
  return isDay && hour <= 23 && minute <= 59 && second <= 60 && offsetHour <= 23 && offsetMinute <= 59
}

type DateTimeFields = [year: number, month: number, day: number, hour: number, minute: number, second: number]

/** The formats that the contract uses; `true` stands for a format that is not checked. */
export const formats: { 'date-time': (text: string) => boolean; password: true } = {
  'date-time': isDateTime,
  password: true,
}
