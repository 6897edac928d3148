import { connectControls } from './controls.ts'
import { connectEmbedding } from './embedding.ts'
import { createNextTask } from './next-task.ts'
import { createPlayer } from './player.ts'
import { createSimulation } from './simulation.ts'
import { createView } from './view.ts'

const MINUTE_MS = 60_000
const DEFAULT_SPEED = 600
/** What is drawn from the start where nothing moves by itself. */
const STILL_START_MS = 100 * MINUTE_MS

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')
const startSimulation = () =>
  createSimulation({ nextTask: createNextTask(), random: Math.random, callIntervalMs: MINUTE_MS })

connectEmbedding()
let simulation = startSimulation()
const player = createPlayer(simulation, createView(), reducedMotion)
const applySettings = connectControls({
  player,
  simulation: () => simulation,
  restart() {
    simulation = startSimulation()
    applySettings()
    player.setSimulation(simulation)
  },
  initialSpeed: reducedMotion.matches ? 0 : DEFAULT_SPEED,
})
applySettings() // a browser may have restored the controls of an earlier visit
new ResizeObserver(() => player.redraw()).observe(document.body)
if (reducedMotion.matches) void player.step(STILL_START_MS)
