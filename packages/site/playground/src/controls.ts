import { getElement, setText } from './page-elements.ts'
import type { Player } from './player.ts'
import type { Simulation } from './simulation.ts'

const MINUTE_MS = 60_000
const STEP_MS = 5 * MINUTE_MS

interface ControlsOptions {
  player: Player
  /** The simulation that runs now. */
  simulation: () => Simulation
  /** Starts again from time 0. */
  restart: () => void
  initialSpeed: number
}

/** Connects the controls of the page. Returns a function that applies their settings to a new simulation. */
export function connectControls({ player, simulation, restart, initialSpeed }: ControlsOptions): () => void {
  const outage = getElement('outage', HTMLButtonElement)
  const outageLength = getElement('outage-length', HTMLSelectElement)
  const slow = getElement('slow', HTMLButtonElement)
  const callRate = getElement('call-rate', HTMLSelectElement)
  const second = getElement('second', HTMLInputElement)
  const sharing = getElement('sharing', HTMLInputElement)
  const clockError = getElement('clock-error', HTMLInputElement)
  const clockErrorText = getElement('clock-error-text', HTMLElement)
  const isPressed = (button: HTMLButtonElement) => button.getAttribute('aria-pressed') === 'true'

  const applySlow = () => simulation().setSlow(isPressed(slow))
  const applyCallRate = () => simulation().setCallInterval(Number(callRate.value) * 1_000)
  const applySecond = () => {
    sharing.disabled = !second.checked
    simulation().setSecondProcess(second.checked)
  }
  const applySharing = () => simulation().setSharing(sharing.checked)
  const applyClockError = () => {
    const text = formatClockError(Number(clockError.value))
    setText(clockErrorText, text)
    clockError.setAttribute('aria-valuetext', text)
    simulation().setLocalClockError(Number(clockError.value) * MINUTE_MS)
  }

  const connect = (element: Element, event: 'click' | 'change' | 'input', apply: () => void) =>
    element.addEventListener(event, () => {
      apply()
      player.redraw()
    })
  connect(outage, 'click', () => {
    if (isPressed(outage)) return simulation().endOutage()
    const minutes = Number(outageLength.value)
    simulation().startOutage(minutes > 0 ? minutes * MINUTE_MS : undefined)
  })
  connect(slow, 'click', () => {
    slow.setAttribute('aria-pressed', String(!isPressed(slow)))
    applySlow()
  })
  connect(getElement('revoke', HTMLButtonElement), 'click', () => simulation().revokeTokens())
  connect(callRate, 'change', applyCallRate)
  connect(second, 'change', applySecond)
  connect(sharing, 'change', applySharing)
  connect(clockError, 'input', applyClockError)
  connect(getElement('restart', HTMLButtonElement), 'click', restart)
  getElement('step', HTMLButtonElement).addEventListener('click', () => void player.step(STEP_MS))
  const speedButtons = [...document.querySelectorAll<HTMLButtonElement>('[data-speed]')]
  const applySpeed = (speed: number) => {
    for (const button of speedButtons) {
      button.setAttribute('aria-pressed', String(Number(button.dataset['speed']) === speed))
    }
    player.setSpeed(speed)
  }
  for (const button of speedButtons) {
    button.addEventListener('click', () => applySpeed(Number(button.dataset['speed'])))
  }
  applySpeed(initialSpeed)

  return () => {
    applyCallRate()
    applySharing()
    applySecond()
    applySlow()
    applyClockError()
  }
}

function formatClockError(minutes: number): string {
  if (minutes === 0) return 'exact'
  return `${Math.abs(minutes)} min ${minutes > 0 ? 'fast' : 'slow'}`
}
