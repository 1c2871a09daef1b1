/** Which Node, how many connections, who runs it, and whether what runs is what is installed. */
import type { RunningState } from '../asked.ts'
import type { ProcessLimits } from '../limits.ts'
import { fault, good, look, type Finding } from './finding.ts'

export interface SystemFacts {
  readonly version: string
  readonly node: string
  /** The oldest that will do, as in package.json. */
  readonly leastNode: string
  readonly limits: ProcessLimits
  /** What Node was told by the environment. */
  readonly nodeOptions: string
  readonly isRoot: boolean
  /** null: nothing runs on this folder, as far as it answers. */
  readonly running: RunningState | null
  /** Some process holds the folder. */
  readonly isHeld: boolean
}

/** A room of thirty has ninety connections at most; strangers are counted to some thousands before they are sent away. */
const files = { least: 512, comfortable: 4_096 } as const

export function judgeSystem(facts: SystemFacts): Finding[] {
  const { version, node, leastNode, limits, nodeOptions, isRoot, running, isHeld } = facts
  const found: Finding[] = []
  found.push(
    isOlder(node, leastNode)
      ? fault(
          `Node ${node} is too old; Fourfold needs ${leastNode}.`,
          'Use the one that comes along: npm ci, then npm start',
        )
      : good(`Fourfold ${version} on Node ${node}.`),
  )
  if (running === null)
    found.push(
      isHeld
        ? look(
            'A Fourfold runs on this folder, and does not answer.',
            'If it stays so, stop it and start it again: npm start',
          )
        : good('It does not run at the moment.'),
    )
  else if (running.version !== version)
    found.push(
      look(
        `Version ${running.version} runs; ${version} is installed.`,
        'Restart Fourfold at the next break: people find everything again within seconds.',
      ),
    )
  else found.push(good(`It runs, at ${running.address}.`))
  if (running !== null && running.durability !== 'fsync')
    found.push(fault('What runs does not wait for the disk.', 'Stop it and start it again: npm start'))
  const open = running === null ? limits.openFiles : running.openFiles
  if (open !== null && open < files.least)
    found.push(fault(`Only ${open} connections can be open at once.`, 'Raise the limit: ulimit -n 4096'))
  else if (open !== null && open < files.comfortable)
    found.push(look(`${open} connections can be open at once. That is little.`, 'Raise the limit: ulimit -n 4096'))
  else found.push(good(`${open ?? 'As many as the system has:'} connections can be open at once.`))
  if (/--inspect/.test(nodeOptions))
    found.push(
      fault(
        'NODE_OPTIONS opens the inspector: whoever reaches it reads everything.',
        'Take --inspect out of NODE_OPTIONS.',
      ),
    )
  if (limits.dumpsCore)
    found.push(
      look(
        'If Fourfold crashes, the system writes its memory into a file.',
        'Start it with core dumps off: ulimit -c 0',
      ),
    )
  if (isRoot) found.push(look('You are the root user. Fourfold needs no such rights.', 'Run it as a user of its own.'))
  return found
}

function isOlder(found: string, least: string): boolean {
  const numbers = (text: string) =>
    text
      .replace(/^[^\d]*/, '')
      .split('.')
      .map(Number)
  const [mine, wanted] = [numbers(found), numbers(least)]
  const at = wanted.findIndex((number, i) => (mine[i] ?? 0) !== number)
  return at !== -1 && (mine[at] ?? 0) < (wanted[at] ?? 0)
}
