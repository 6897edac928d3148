import { expect, test } from 'vitest'

import { createMockClock } from '../src/util/mock-clock.ts'

function clockAt(startMs: number): { clock: ReturnType<typeof createMockClock>; pass: (ms: number) => void } {
  let nowMs = startMs
  return { clock: createMockClock(() => nowMs), pass: (ms) => (nowMs += ms) }
}

test('the clock returns the time of its source', () => {
  const { clock, pass } = clockAt(1_000)
  expect(clock.now()).toBe(1_000)
  pass(5)
  expect(clock.now()).toBe(1_005)
})

test('a frozen clock stays at its current time or at a given one', () => {
  const { clock, pass } = clockAt(1_000)
  clock.freeze()
  pass(5)
  expect(clock.now()).toBe(1_000)
  clock.freeze('2026-01-01T00:00:00Z')
  expect(clock.now()).toBe(Date.UTC(2026, 0, 1))
  clock.freeze(new Date(7))
  expect([clock.now(), clock.frozen]).toEqual([7, true])
})

test('advance() moves the clock forward or back, frozen or not', () => {
  const { clock, pass } = clockAt(1_000)
  clock.advance(10)
  pass(5)
  expect(clock.now()).toBe(1_015)
  clock.freeze()
  clock.advance(-20)
  pass(5)
  expect(clock.now()).toBe(995)
})

test('resume() continues from the frozen time', () => {
  const { clock, pass } = clockAt(1_000)
  clock.freeze(50)
  pass(5)
  clock.resume()
  pass(3)
  expect([clock.now(), clock.frozen]).toEqual([53, false])
})

test('offset() sets the distance to the time source, whatever it was before', () => {
  const { clock, pass } = clockAt(1_000)
  clock.advance(77)
  clock.freeze()
  clock.offset(60)
  pass(5)
  expect([clock.now(), clock.offsetMs]).toEqual([1_065, 60])
})

test('offsetMs is the distance of the clock to its source, also while it is frozen', () => {
  const { clock, pass } = clockAt(1_000)
  clock.freeze(1_500)
  expect(clock.offsetMs).toBe(500)
  pass(100)
  expect(clock.offsetMs).toBe(400)
})

test('reset() returns to the time of the source', () => {
  const { clock } = clockAt(1_000)
  clock.freeze(5)
  clock.reset()
  expect([clock.now(), clock.frozen, clock.offsetMs]).toEqual([1_000, false, 0])
})

test.each([
  ['advance', (clock: ReturnType<typeof createMockClock>) => clock.advance(Number.NaN)],
  ['advance', (clock: ReturnType<typeof createMockClock>) => clock.advance(-2_000)],
  ['offset', (clock: ReturnType<typeof createMockClock>) => clock.offset(1e15)],
  ['freeze', (clock: ReturnType<typeof createMockClock>) => clock.freeze('yesterday')],
  ['freeze', (clock: ReturnType<typeof createMockClock>) => clock.freeze(253_402_300_800_000)],
])('%s rejects a time outside the years 1970 to 9999 and changes nothing', (name, move) => {
  const { clock } = clockAt(1_000)
  expect(() => move(clock)).toThrow(name)
  expect(clock.now()).toBe(1_000)
})
