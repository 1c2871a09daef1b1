/** How a series of measurements is told. */
const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

export function spread(samples: readonly number[]): string {
  const sorted = samples.toSorted((a, b) => a - b)
  return `p50 ${at(sorted, 0.5).toFixed(2)}  p95 ${at(sorted, 0.95).toFixed(2)}  p99 ${at(sorted, 0.99).toFixed(2)} ms`
}

export const p50 = (samples: readonly number[]): number =>
  at(
    samples.toSorted((a, b) => a - b),
    0.5,
  )

export const say = (words: string): void => void process.stdout.write(`${words}\n`)
