/**
 * One soft bell, made here: four partials on 392 Hz, peak −12.9 dBFS, 22 dB down after four seconds.
 * Silent until a press has unlocked sound; never an error for anyone.
 */
/** `decayS` until 1/e. */
const partials = [
  { ratio: 1, gain: 1, decayS: 1.6 },
  { ratio: 2.01, gain: 0.32, decayS: 0.9 },
  { ratio: 2.74, gain: 0.14, decayS: 0.55 },
  { ratio: 5.38, gain: 0.04, decayS: 0.25 },
] as const
const baseHz = 392
const attackS = 0.012
const master = 0.16

let context: AudioContext | null = null

/** Call from a press: browsers let sound begin only then. @returns when it may sound */
export async function unlockBell(): Promise<void> {
  context ??= typeof AudioContext === 'undefined' ? null : new AudioContext()
  if (context?.state === 'suspended') await context.resume().catch(() => undefined)
}

export function ringBell(): void {
  if (context?.state !== 'running') return
  const now = context.currentTime
  const out = new GainNode(context, { gain: master })
  out.connect(context.destination)
  for (const { ratio, gain, decayS } of partials) {
    const tone = new OscillatorNode(context, { frequency: baseHz * ratio })
    const envelope = new GainNode(context, { gain: 0 })
    envelope.gain.setValueAtTime(0, now)
    envelope.gain.linearRampToValueAtTime(gain, now + attackS)
    envelope.gain.setTargetAtTime(0, now + attackS, decayS)
    tone.connect(envelope).connect(out)
    tone.start(now)
    tone.stop(now + attackS + decayS * 6)
  }
}
