/** The operator's commands: `npm run backup`, `npm run restore`, `npm run doctor`. Each works beside a running server. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readState } from './operate/asked.ts'
import { backup } from './operate/backup.ts'
import { askServer } from './operate/control.ts'
import { examine } from './operate/doctor/doctor.ts'
import { summary, told } from './operate/doctor/finding.ts'
import { restore } from './operate/restore.ts'
import { backupWords, CannotDo, commandWords, restoreWords } from './operate/words.ts'
import { readSettings, WrongSetting } from './settings.ts'

/** Exit codes, for whoever runs these from a script. */
const exits = { cannot: 1, asked: 2 } as const

const say = (words: string) => void process.stdout.write(`${words}\n`)

class Misasked extends Error {}

const flags = {
  backup: { keys: { type: 'string' }, 'without-keys': { type: 'boolean' } },
  restore: { keys: { type: 'string' }, replace: { type: 'boolean' }, 'without-erased': { type: 'boolean' } },
} as const

function fileOf(positionals: readonly string[], missing: string): string {
  const [file, strange] = positionals
  if (strange !== undefined) throw new Misasked(commandWords.strange(strange))
  if (file === undefined) throw new Misasked(missing)
  return file
}

const { version, engines } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string
  engines: { node: string }
}

const commands: Record<string, (args: string[]) => void | Promise<void>> = {
  backup: (args) => {
    const { values, positionals } = parseArgs({ args, options: flags.backup, allowPositionals: true })
    backup({
      ...common(),
      file: fileOf(positionals, backupWords.where),
      keys: values.keys ?? null,
      withoutKeys: values['without-keys'] === true,
      version,
    })
  },
  restore: (args) => {
    const { values, positionals } = parseArgs({ args, options: flags.restore, allowPositionals: true })
    restore({
      ...common(),
      file: fileOf(positionals, restoreWords.which),
      keys: values.keys ?? null,
      replace: values.replace === true,
      withoutErased: values['without-erased'] === true,
    })
  },
  /** For a container's health check: whatever the address and the certificate, the server answers. */
  health: async () => {
    const running = readState(await askServer(common().dataDir, 'state'))
    if (running === null) throw new CannotDo(commandWords.away)
    say(commandWords.runs(running.version))
  },
  doctor: async (args) => {
    const set = readSettings(process.env, args)
    const { findings, addresses } = await examine({
      set,
      env: process.env,
      version,
      leastNode: engines.node,
      now: () => new Date(),
    })
    for (const finding of findings) say(told(finding))
    say(['', ...addresses, '', summary(findings)].join('\n'))
    if (findings.some(({ level }) => level === 'fault')) process.exitCode = exits.cannot
  },
}

const common = () => {
  const { dataDir, keysFile } = readSettings(process.env, [])
  return { dataDir, keysFile, now: () => new Date(), say }
}

const isOfParsing = (error: unknown) =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

const [name = '', ...args] = process.argv.slice(2)
try {
  const command = commands[name]
  if (command === undefined) throw new Misasked(commandWords.usage)
  await command(args)
} catch (error) {
  const asked = error instanceof Misasked || error instanceof WrongSetting || isOfParsing(error)
  if (!asked && !(error instanceof CannotDo)) throw error
  say((error as Error).message)
  process.exitCode = asked ? exits.asked : exits.cannot
}
