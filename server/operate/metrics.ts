/**
 * Counts and durations of the whole process, in Prometheus' text form. Nothing in it has a name, an id or a text, and
 * no series is of one workshop or one person. The numbers stand still between two ticks, so that nobody who asks often
 * enough can watch single presses.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { refusals, type RefusalCode } from '../../shared/wire/refusals.ts'
import type { Log } from '../log/log.ts'

const tickMs = 15_000
/** In seconds; an fsync takes from a tenth of a millisecond to far too long. */
const commitBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const

export interface Gauges {
  sockets(): { readonly flow: number; readonly board: number }
  boards(): number
}

type Series = readonly [labels: string, value: number]

export class Metrics {
  readonly #version: string
  readonly #now: () => number
  readonly #delay = monitorEventLoopDelay({ resolution: 10 })
  readonly #refused = new Map<RefusalCode, number>()
  readonly #buckets: number[] = commitBuckets.map(() => 0)
  #stored = 0
  #failed = 0
  #commitSeconds = 0
  #faults = 0
  #shown = ''
  #shownAt = -Infinity

  /** @param now a monotonic clock, ms */
  constructor(version: string, now: () => number = () => performance.now()) {
    this.#version = version
    this.#now = now
    for (const code of Object.keys(refusals) as RefusalCode[]) this.#refused.set(code, 0)
    this.#delay.enable()
  }

  refused(code: RefusalCode): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1)
  }

  fault(): void {
    this.#faults += 1
  }

  /** The same log, its appends counted and timed. */
  watched(log: Log): Log {
    const append: Log['append'] = async (writes, lease) => {
      const begun = performance.now()
      try {
        const heads = await log.append(writes, lease)
        this.#committed((performance.now() - begun) / 1000)
        return heads
      } catch (error) {
        this.#failed += 1
        throw error
      }
    }
    return new Proxy(log, {
      get: (target, name) => {
        if (name === 'append') return append
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }

  text(gauges: Gauges): string {
    if (this.#now() - this.#shownAt < tickMs) return this.#shown
    this.#shownAt = this.#now()
    this.#shown = this.#compose(gauges)
    return this.#shown
  }

  #committed(seconds: number): void {
    this.#stored += 1
    this.#commitSeconds += seconds
    for (const [i, most] of commitBuckets.entries()) if (seconds <= most) this.#buckets[i] = (this.#buckets[i] ?? 0) + 1
  }

  #compose({ sockets, boards }: Gauges): string {
    const { flow, board } = sockets()
    const memory = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const delay = [0.5, 0.99, 1].map((share): Series => {
      const nanoseconds = share === 1 ? this.#delay.max : this.#delay.percentile(share * 100)
      return [`quantile="${share}"`, nanoseconds / 1e9]
    })
    this.#delay.reset()
    const buckets = commitBuckets.map((most, i): Series => [`le="${most}"`, this.#buckets[i] ?? 0])
    return [
      family('fourfold_info', 'gauge', 'Which version runs.', [
        [`version="${this.#version}",node="${process.versions.node}"`, 1],
      ]),
      family('fourfold_uptime_seconds', 'gauge', 'Since this process began.', [['', process.uptime()]]),
      family('process_cpu_seconds_total', 'counter', 'Work of this process.', [['', (user + system) / 1e6]]),
      family('process_resident_memory_bytes', 'gauge', 'Memory of this process.', [['', memory.rss]]),
      family('nodejs_heap_used_bytes', 'gauge', 'Memory in use by the program.', [['', memory.heapUsed]]),
      family('fourfold_event_loop_delay_seconds', 'gauge', 'How late work began, since the last tick.', delay),
      family('fourfold_commits_total', 'counter', 'Batches that were to be made durable.', [
        ['result="stored"', this.#stored],
        ['result="failed"', this.#failed],
      ]),
      family(
        'fourfold_commit_seconds',
        'histogram',
        'Until a batch was durable.',
        [...buckets.map(([labels, value]): Series => [labels, value]), ['le="+Inf"', this.#stored]],
        '_bucket',
      ),
      `fourfold_commit_seconds_sum ${this.#commitSeconds}`,
      `fourfold_commit_seconds_count ${this.#stored}`,
      family('fourfold_sockets', 'gauge', 'Open connections.', [
        ['kind="flow"', flow],
        ['kind="board"', board],
      ]),
      family('fourfold_boards_open', 'gauge', 'Boards in memory.', [['', boards()]]),
      family(
        'fourfold_refusals_total',
        'counter',
        'What was refused, by the code of the refusal.',
        [...this.#refused].map(([code, count]): Series => [`code="${code}"`, count]),
      ),
      family('fourfold_faults_total', 'counter', 'Faults of the server, each a line in its log.', [['', this.#faults]]),
      '',
    ].join('\n')
  }
}

function family(name: string, type: string, help: string, series: readonly Series[], suffix = ''): string {
  const lines = series.map(([labels, value]) => `${name}${suffix}${labels === '' ? '' : `{${labels}}`} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')
}
