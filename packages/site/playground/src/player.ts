import { toNextTargetMs } from './pacing.ts'
import type { Simulation } from './simulation.ts'
import type { View } from './view.ts'

/** Advances simulated time with real time. */
export interface Player {
  /** Simulated milliseconds per real millisecond; 0 pauses. */
  setSpeed(speed: number): void
  /** Runs the simulation at once for so many simulated milliseconds. */
  step(durationMs: number): Promise<void>
  /** Draws the present state. */
  redraw(): void
  /** Runs another simulation from now on. */
  setSimulation(simulation: Simulation): void
}

/** How often the chart is drawn for people who prefer reduced motion, in real milliseconds. */
const REDUCED_MOTION_FRAME_MS = 1_000

export function createPlayer(initial: Simulation, view: View, reducedMotion: MediaQueryList): Player {
  let simulation = initial
  let speed = 0
  let isBusy = false
  let latestFrameMs = performance.now()
  let drawnAtMs = 0

  const run = async (durationMs: number): Promise<void> => {
    const current = simulation
    await current.runUntil(current.state().nowMs + durationMs)
  }

  /** Runs one step and draws it. */
  const advance = async (elapsedRealMs: number, frameMs: number): Promise<void> => {
    const { nowMs } = simulation.state()
    await run(toNextTargetMs({ nowMs, elapsedRealMs, speed }) - nowMs)
    if (reducedMotion.matches && frameMs - drawnAtMs < REDUCED_MOTION_FRAME_MS) return
    drawnAtMs = frameMs
    view.show(simulation.state())
  }

  const frame = (frameMs: number): void => {
    requestAnimationFrame(frame)
    if (isBusy) return
    const elapsedRealMs = frameMs - latestFrameMs
    latestFrameMs = frameMs
    if (speed === 0) return
    isBusy = true
    void advance(elapsedRealMs, frameMs).finally(() => (isBusy = false))
  }
  requestAnimationFrame(frame)

  const redraw = (): void => view.show(simulation.state(), { isImmediate: true })
  return {
    setSpeed(next) {
      speed = next
      redraw()
    },
    async step(durationMs) {
      await run(durationMs)
      redraw()
    },
    redraw,
    setSimulation(next) {
      simulation.close()
      simulation = next
      redraw()
    },
  }
}
