import { join } from 'node:path'
import { memoryLog } from '../../../server/log/memory.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { describeLog } from './contract.ts'
import { folder } from './surroundings.ts'

describeLog('the log in memory', memoryLog)
describeLog('the log in SQLite', () => openSqliteLog(join(folder(), 'log.sqlite')))
