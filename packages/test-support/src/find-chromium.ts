import { existsSync } from 'node:fs'

/** Where a Chromium is usually to be found. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The path of a Chromium: the one that `CHROMIUM_PATH` names, or one where it usually is. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const places = env['CHROMIUM_PATH'] ? [env['CHROMIUM_PATH']] : usualPlaces
  return places.find((place) => existsSync(place))
}
