/**
 * The one sound: a soft bell at the start and the end of silence, and when it is your turn. Never for arrivals, messages,
 * errors or buttons. Made of four sine partials; no file. Peak −12.9 dBFS, 22 dB down after four seconds.
 */
const base = 392 // Hz
const attack = 0.012 // s
const master = 0.16
const partials = [
  { ratio: 1, gain: 1, decay: 1.6 },
  { ratio: 2.01, gain: 0.32, decay: 0.9 },
  { ratio: 2.74, gain: 0.14, decay: 0.55 },
  { ratio: 5.38, gain: 0.04, decay: 0.25 }, // decay: s until 1/e
] as const
const silent = 8 // decays until a partial is stopped

let context: AudioContext | null = null

/** Call it from a press: browsers let sound begin only then. Later rings are free. */
export function unlockBell(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

/**
 * Rings once; silent until a press has unlocked sound, so that no bell comes late.
 * @param volume 0 to 1
 */
export function ringBell(volume = 1): void {
  if (context?.state !== 'running') return
  const start = context.currentTime
  const out = new GainNode(context, { gain: master * volume })
  out.connect(context.destination)
  for (const { ratio, gain, decay } of partials) {
    const tone = new OscillatorNode(context, { frequency: base * ratio })
    const shape = new GainNode(context, { gain: 0 })
    shape.gain.setValueAtTime(0, start)
    shape.gain.linearRampToValueAtTime(gain, start + attack)
    shape.gain.setTargetAtTime(0, start + attack, decay)
    tone.connect(shape).connect(out)
    tone.start(start)
    tone.stop(start + attack + decay * silent)
  }
}
