import { join } from 'node:path'
import { memoryLog } from '../../../server/log/memory.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { describeLog } from './contract.ts'
import { folder } from './surroundings.ts'

describeLog('the log in memory', memoryLog)
describeLog('the log in SQLite, without keys', () => openSqliteLog(join(folder(), 'log.sqlite')))
describeLog('the log in SQLite', () => {
  const dir = folder()
  return openSqliteLog(join(dir, 'log.sqlite'), { keys: join(dir, 'keys', 'keys.db') })
})
