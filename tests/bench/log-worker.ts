/** A SQLite log in a thread of its own, to be compared with the one inside the calling thread (storing.ts). */
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Heads, Lease, Loaded, Log, Snapshot, Write } from '../../server/log/log.ts'
import { openSqliteLog } from '../../server/log/sqlite.ts'

interface Asked {
  readonly id: number
  readonly method: 'append' | 'load' | 'compact' | 'purge' | 'list' | 'lease' | 'renew' | 'release' | 'close'
  readonly args: readonly unknown[]
}
interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: unknown
}
interface Files {
  readonly file: string
  readonly keys: string
}

if (!isMainThread) {
  const { file, keys } = workerData as Files
  const log = openSqliteLog(file, { keys })
  parentPort?.on('message', ({ id, method, args }: Asked) => {
    const act = log[method].bind(log) as (...all: readonly unknown[]) => Promise<unknown>
    act(...args).then(
      (value) => parentPort?.postMessage({ id, value } satisfies Answer),
      (error: unknown) => parentPort?.postMessage({ id, error } satisfies Answer),
    )
  })
  parentPort?.postMessage({ id: 0 } satisfies Answer)
}

export async function openWorkerLog(files: Files): Promise<Log> {
  const worker = new Worker(new URL(import.meta.url), { workerData: files })
  await once(worker, 'message')
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>()
  let asked = 0
  worker.on('message', ({ id, value, error }: Answer) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) one?.resolve(value as never)
    else one?.reject(error)
  })
  const ask = <T>(method: Asked['method'], ...args: readonly unknown[]) =>
    new Promise<T>((resolve, reject) => {
      const id = ++asked
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, method, args } satisfies Asked)
    })
  return {
    append: (writes: readonly Write[], lease: Lease) => ask<Heads>('append', writes, lease),
    load: (stream, after) => ask<Loaded>('load', stream, after),
    compact: (stream, snapshot: Snapshot, lease) => ask<void>('compact', stream, snapshot, lease),
    purge: (stream, lease) => ask<void>('purge', stream, lease),
    list: (prefix) => ask('list', prefix),
    lease: (cohort, owner) => ask<Lease>('lease', cohort, owner),
    renew: (lease) => ask<void>('renew', lease),
    release: (lease) => ask<void>('release', lease),
    durability: () => 'fsync',
    close: async () => {
      await ask<void>('close')
      await worker.terminate()
    },
  }
}
